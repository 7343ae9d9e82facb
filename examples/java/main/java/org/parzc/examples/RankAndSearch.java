package org.parzc.examples;

import java.nio.file.Path;
import java.util.List;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.LabelledExamples;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.Minibatches;
import org.parzc.images.ImageSource;
import org.parzc.images.ImageSources;
import org.parzc.labels.LabelFile;
import org.parzc.labels.LabelRange;
import org.parzc.labels.Labels;
import org.parzc.labels.PublishedScores;
import org.parzc.model.MabnSettings;
import org.parzc.model.Predictor;
import org.parzc.model.RankedArchitecture;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.search.Budget;
import org.parzc.search.CachedExamples;
import org.parzc.search.Search;
import org.parzc.search.SearchState;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.Statistics;

/** Learns from labels, ranks the labelled architectures, and searches for better ones. */
public final class RankAndSearch {
  private RankAndSearch() {}

  /**
   * What comes out.
   *
   * @param ranking the labelled architectures, the best first
   * @param found every architecture that the search looked at
   */
  public record Result(List<RankedArchitecture> ranking, SearchState found) {}

  /**
   * Does it all.
   *
   * @param labelFile CSV file with the columns {@code architecture} and a label
   * @param evaluations architectures that the search may look at
   */
  public static Result run(Path labelFile, int evaluations) {
    SearchSpace space = SearchSpaces.named("nasbench201");
    ImageSource images = ImageSources.parse("normal", 0, space.defaultSkeleton().input(), 10);
    Skeleton skeleton = new Skeleton(4, 1, images.classes(), images.shape());
    ExtractionSettings settings = new ExtractionSettings(space, skeleton, new Minibatches(images, 16, 2), 0,
        ElementType.FLOAT32, Statistics.nodeWiseByDefault(), Statistics.networkLevel());
    Labels labels = LabelFile.read(labelFile, space, null, null, LabelRange.PERCENT);
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      ExampleSource measured = new CachedExamples(cells -> Example.all(cells.stream().map(extractor::extract).toList(),
          cells, PublishedScores.NONE, space));
      List<Example> examples = measured.examples(labels.architectures());
      try (Predictor mabn = Predictor.train(new LabelledExamples(examples, labels.values()),
          MabnSettings.preset("default"), 0)) {
        List<String> texts = labels.architectures().stream().map(Architecture::text).toList();
        SearchState found = Search.of(space).maximise(mabn, measured).skeleton(skeleton).where("params<=8K")
            .run(Budget.evaluations(evaluations));
        return new Result(RankedArchitecture.order(texts, mabn.scoreWithUncertainty(examples, 16)), found);
      }
    }
  }
}
