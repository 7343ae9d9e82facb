# A container image of the command line and the server, on Debian's packages and our build: docs/container.md.
#   docker build -t parzc .
FROM debian:bookworm-slim AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven g++ cmake make binutils ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# Maven Central gives what Debian does not have, 280 MB.
RUN scripts/bundle.sh /opt/parzc

FROM debian:bookworm-slim
# The bundle brings Java; curl asks whether the server is well.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libstdc++6 zlib1g curl \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --user-group --home-dir /work --no-create-home --shell /usr/sbin/nologin parzc \
  && install -d -o parzc -g parzc -m 750 /work /stores /jobs /models
COPY --from=build /opt/parzc /opt/parzc
# Of the three only /models may be mounted read-only at any time, /stores if nothing is to be added.
VOLUME ["/stores", "/jobs", "/models"]
WORKDIR /work
USER parzc
ENV LC_ALL=C.UTF-8 PARZC_PORT=8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD curl -fsS "http://localhost:$PARZC_PORT/healthz" || exit 1
# The shell of the launcher makes way for Java, which gets the signal to stop as process 1.
ENTRYPOINT ["/opt/parzc/bin/parzc"]
CMD ["--help"]
