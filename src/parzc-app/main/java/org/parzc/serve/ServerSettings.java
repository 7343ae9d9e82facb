package org.parzc.serve;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.parzc.InputException;

/**
 * Where a server listens, and to whom.
 *
 * @param address where; port 0 for any free one
 * @param token what requests must carry; without one, anybody who reaches the address is answered
 * @param web which web pages it answers
 * @param limits how much it takes on
 */
public record ServerSettings(
    InetSocketAddress address, Optional<AccessToken> token, WebAccess web, Limits limits) {
  /**
   * @throws InputException if others than this machine could reach a server without a token
   */
  public ServerSettings {
    if (token.isEmpty() && !address.getAddress().isLoopbackAddress()) {
      throw new InputException(
          "host %s: can be reached from other machines; expected a loopback address, or a token"
              .formatted(address.getHostString()));
    }
  }

  /**
   * Returns an address.
   *
   * @param host a name or an address of this machine
   * @param port 0 to 65535
   * @throws InputException if the host is not known, or there is no such port
   */
  public static InetSocketAddress address(String host, int port) {
    if (port < 0 || port > 65_535) {
      throw new InputException("port: found %d, expected 0 to 65535".formatted(port));
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new InputException(
          "host: found '%s', expected a name or address of this machine".formatted(host), e);
    }
  }
}
