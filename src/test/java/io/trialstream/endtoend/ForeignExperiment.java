package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.Json;
import io.trialstream.avro.Experiment;
import io.trialstream.endtoend.ForeignPrograms.Outcome;
import io.trialstream.topics.Topic;
import io.trialstream.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An experiment that has been run, with a record on every topic, for programs that are not ours to
 * read; on some topics there is also what none can read.
 */
record ForeignExperiment(TuningSystem system, String id) implements AutoCloseable {
  /** Reports $1, three times or, where it is 1, until it is stopped. */
  private static final String SCRIPT =
      """
      i=0
      while [ $i -lt 3 ] || [ $1 = 1 ]; do
        echo "score=$1"
        i=$((i + 1))
        sleep 0.3
      done
      """;

  /** One trial at a time: the best is 2, then 3, and the third trial is stopped. */
  private static final String SWEEP =
      """
      type: sweep
      name: foreign_1
      trial: {code: code, command: 'sh train.sh ${{search_space.quality}}'}
      search_space:
        quality: {type: choice, values: [2, 3, 1]}
        rate: {type: choice, values: [0.5]}
        optimizer: {type: choice, values: ['sgd ü']}
        nesterov: {type: choice, values: [true]}
      sampling_algorithm: grid
      objective: {goal: maximize, primary_metric: score}
      early_termination: {type: bandit, slack_amount: 0.5, delay_evaluation: 2}
      limits: {max_concurrent_trials: 1}
      """;

  /**
   * Starts a system and runs it.
   *
   * @param folder where everything is kept
   * @param settings added to the defaults
   */
  static ForeignExperiment run(Path folder, Map<String, String> settings) throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("code")).resolve("train.sh"), SCRIPT);
    Map<String, String> all = new HashMap<>(settings);
    all.put("heartbeat.interval.ms", "300");
    TuningSystem system = TuningSystem.start(folder, all, 2, "sh");
    ForeignExperiment ran = new ForeignExperiment(system, system.submit(SWEEP));
    system.awaitEnd(ran.id, Duration.ofSeconds(60));
    ExperimentJson ended = system.client().experiment(ran.id);
    assertThat(ended.trials().completed()).isEqualTo(2);
    assertThat(ended.trials().stopped()).isEqualTo(1);
    ran.writeWhatIsNoRecord();
    return ran;
  }

  /** Puts what no program can read into two topics, and tombstones. */
  private void writeWhatIsNoRecord() throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            system.config().producer(), new StringSerializer(), new StringSerializer())) {
      Topics topics = topics();
      producer.send(new ProducerRecord<>(topics.leaderboard().name(), "no_1", "no entry")).get();
      producer.send(new ProducerRecord<>(topics.leaderboard().name(), "no_2", null)).get();
      producer.send(new ProducerRecord<>(topics.experiments().name(), "no", null)).get();
      producer.send(new ProducerRecord<>(topics.metrics().name(), "no", "no event")).get();
    }
    // The coordinator finds the last one, and so has something for the dead letters.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !AvroJson.read(system.config(), topics().deadLetters()).isEmpty());
  }

  private Topics topics() {
    return system.config().topics();
  }

  /** The topics but {@code experiments} and {@code leaderboard}. */
  private List<Topic<?>> others() {
    Topics topics = topics();
    return List.of(
        topics.requests(),
        topics.trials("default"),
        topics.metrics(),
        topics.heartbeats(),
        topics.commands(),
        topics.decisions(),
        topics.deadLetters());
  }

  /** The names of all topics but {@code experiments} and {@code leaderboard}. */
  String otherTopics() {
    return others().stream().map(Topic::name).collect(Collectors.joining(" "));
  }

  /** The records of all topics, as we read them ourselves. */
  List<AvroJson> records() {
    List<Topic<?>> all = new ArrayList<>(others());
    all.add(topics().experiments());
    all.add(topics().leaderboard());
    List<AvroJson> records = new ArrayList<>();
    for (Topic<?> topic : all) {
      List<AvroJson> read = AvroJson.read(system.config(), topic);
      assertThat(read).as(topic.name()).isNotEmpty();
      records.addAll(read);
    }
    return records;
  }

  /** The changes of an experiment's best, in order, as the coordinator has shown them. */
  List<Experiment> bests(String id) {
    List<Experiment> bests = new ArrayList<>();
    for (AvroJson record : AvroJson.read(system.config(), topics().experiments())) {
      if (record.key().equals(id)
          && record.value() instanceof Experiment shown
          && shown.getBestScore() != null
          && (bests.isEmpty()
              || !shown.getBestScore().equals(bests.get(bests.size() - 1).getBestScore()))) {
        bests.add(shown);
      }
    }
    return bests;
  }

  /** That the lines are those which the best-so-far programs have to print of an experiment. */
  void assertBests(Outcome outcome, String id, String goal) throws Exception {
    List<Experiment> bests = bests(id);
    assertThat(bests).isNotEmpty();
    List<String> lines = outcome.lines();
    assertThat(lines).as(outcome.err()).hasSameSizeAs(bests);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = Json.mapper().readTree(lines.get(i));
      Experiment best = bests.get(i);
      assertThat(line.get("experiment").textValue()).isEqualTo(id);
      assertThat(line.get("trial").textValue()).isEqualTo(best.getBestTrial());
      assertThat(line.get("metric").textValue()).isEqualTo("score");
      assertThat(line.get("goal").textValue()).isEqualTo(goal);
      assertThat(line.get("score").doubleValue()).isEqualTo(best.getBestScore());
      assertThat(line.get("improved").booleanValue()).isTrue();
      assertThat(line.get("time").textValue()).matches("20\\d\\d-.*T.*Z");
      assertThat(line.at("/params/quality").doubleValue()).isEqualTo(best.getBestScore());
    }
  }

  @Override
  public void close() {
    system.close();
  }
}
