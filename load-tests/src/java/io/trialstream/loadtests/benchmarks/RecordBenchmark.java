package io.trialstream.loadtests.benchmarks;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.AvroCodec;
import io.trialstream.topics.MetricView;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A report as bytes and back: nanoseconds each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordBenchmark {
  private final AvroCodec<MetricEvent> codec = new AvroCodec<>(MetricEvent.class);
  private final MetricEvent event =
      MetricEvent.newBuilder()
          .setExperiment("digits-2026")
          .setTrial("digits-2026_1234")
          .setAttempt(1)
          .setExecution("0d5ac7ce-6c2c-4c8f-9c63-0b2a7f3f4c11")
          .setSeq(321)
          .setKind(EventKind.REPORT)
          .setTime(Instant.ofEpochMilli(1_790_000_000_000L))
          .setMetric("validation_accuracy")
          .setValue(0.9731)
          .build();
  private final byte[] bytes = codec.encode(event);

  /** What the coordinator reads of a report. */
  @Benchmark
  public MetricView view() {
    return MetricView.read(bytes);
  }

  /** Avro's own reader. */
  @Benchmark
  public MetricEvent decode() {
    return codec.decode(bytes);
  }

  /** What a worker does for each report. */
  @Benchmark
  public byte[] encode() {
    return codec.encode(event);
  }
}
