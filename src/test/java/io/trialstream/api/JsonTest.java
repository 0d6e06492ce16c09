package io.trialstream.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.Decision;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.settings.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void anExperimentShowsEveryNameWithNullForWhatIsNotThere() throws Exception {
    // Given
    ExperimentEntry entry =
        ExperimentEntry.of(Experiments.record("digits", "r1").setQueued(2).setRunning(1).build());

    // When
    String listed = Json.write(ExperimentJson.listed(entry));

    // Then
    assertThat(listed)
        .isEqualTo(
            ("{'experiment':'digits','display_name':null,'state':'RUNNING','reason':null,"
                    + "'owner':null,'submitted':'2026-01-01T00:00:00Z','ended':null,"
                    + "'goal':'maximize','primary_metric':'accuracy','max_total_trials':5,"
                    + "'pool':'default','seed':7,'trials':{'queued':2,'running':1,'completed':0,"
                    + "'failed':0,'stopped':0,'canceled':0},'best':null}")
                .replace('\'', '"'));
    assertThat(Json.read(listed, ExperimentJson.class)).isEqualTo(ExperimentJson.listed(entry));
  }

  @Test
  void oneExperimentCarriesItsSpecificationItsBestAndItsEnd() throws Exception {
    // Given
    ExperimentEntry entry =
        ExperimentEntry.of(
            Experiments.record("digits", "r1")
                .setState(ExperimentStatus.COMPLETED)
                .setReason("All 5 trials have ended.")
                .setOwner("ada")
                .setEnded(Instant.parse("2026-01-01T00:01:00.250Z"))
                .setBestTrial("digits_3")
                .setBestScore(0.0)
                .build());

    // When
    ExperimentJson read = Json.read(Json.write(ExperimentJson.whole(entry)), ExperimentJson.class);

    // Then
    assertThat(read).isEqualTo(ExperimentJson.whole(entry));
    assertThat(read.best()).contains(new ExperimentJson.Best("digits_3", 0.0));
    assertThat(read.ended()).contains(Instant.parse("2026-01-01T00:01:00.250Z"));
    assertThat(read.specification()).contains(Experiments.file("digits"));
    assertThat(read.running()).isFalse();
  }

  @Test
  void aSpecificationOfALaterVersionLeavesTheRestToBeShown() {
    // Given
    ExperimentEntry entry =
        ExperimentEntry.of(
            Experiments.record("digits", "r1").setSpecification("type: dream").build());

    // When
    ExperimentJson json = ExperimentJson.listed(entry);

    // Then
    assertThat(json.goal()).isEmpty();
    assertThat(json.maxTotalTrials()).isEmpty();
    assertThat(Json.write(json)).contains("\"goal\":null", "\"max_total_trials\":null");
  }

  @Test
  void hyperparametersKeepTheirOrderAndTheirTypes() throws Exception {
    // Given
    Map<String, ParameterValue> params = new LinkedHashMap<>();
    params.put("z", new ParameterValue.Whole(1));
    params.put("a", new ParameterValue.Real(1.0));
    params.put("m", new ParameterValue.Text("1"));
    params.put("b", new ParameterValue.Flag(true));
    TrialJson trial =
        new TrialJson(
            "digits_0",
            "RUNNING",
            params,
            OptionalDouble.empty(),
            OptionalInt.empty(),
            0,
            1,
            Optional.empty(),
            Optional.empty());

    // When
    String json = Json.write(trial);

    // Then
    assertThat(json)
        .isEqualTo(
            ("{'trial':'digits_0','state':'RUNNING','params':{'z':1,'a':1.0,'m':'1','b':true},"
                    + "'score':null,'interval':null,'intervals':0,'attempts':1,'reason':null,"
                    + "'basis':null}")
                .replace('\'', '"'));
    TrialJson read = Json.read(json, TrialJson.class);
    assertThat(read).isEqualTo(trial);
    assertThat(read.params().keySet()).containsExactly("z", "a", "m", "b");
  }

  @Test
  void reportsAndEndMarksAreToldApartByTheirNames() throws Exception {
    // Given
    List<EventJson> events =
        List.of(
            new EventJson.Report(
                "x_0", 1, OptionalInt.of(3), "accuracy", 0.25, 2, 7, Instant.EPOCH, false),
            new EventJson.Report(
                "x_0", 1, OptionalInt.empty(), "loss", Double.NaN, 2, 8, Instant.EPOCH, false),
            new EventJson.Report(
                "x_0",
                2,
                OptionalInt.empty(),
                "loss",
                Double.NEGATIVE_INFINITY,
                2,
                9,
                Instant.EPOCH,
                false),
            new EventJson.End("x_0", 2, "LOST", 2, 10, Instant.EPOCH, false));

    // When
    List<String> lines = events.stream().map(Json::write).toList();

    // Then
    assertThat(lines)
        .containsExactly(
            "{\"trial\":\"x_0\",\"attempt\":1,\"interval\":3,\"metric\":\"accuracy\",\"value\":0.25"
                + place(7),
            "{\"trial\":\"x_0\",\"attempt\":1,\"interval\":null,\"metric\":\"loss\",\"value\":\"NaN\""
                + place(8),
            "{\"trial\":\"x_0\",\"attempt\":2,\"interval\":null,\"metric\":\"loss\",\"value\":\"-Infinity\""
                + place(9),
            "{\"trial\":\"x_0\",\"attempt\":2,\"state\":\"LOST\"" + place(10));
    for (int i = 0; i < lines.size(); i++) {
      assertThat(Json.read(lines.get(i), EventJson.class)).isEqualTo(events.get(i));
    }
  }

  private static String place(long offset) {
    return ",\"partition\":2,\"offset\":" + offset + ",\"time\":\"1970-01-01T00:00:00Z\"}";
  }

  @Test
  void aDecisionShowsItsEvidenceAndItsPlaceInTheLog() throws Exception {
    // Given
    Decision decision =
        Decision.newBuilder()
            .setExperiment("x")
            .setTrial("x_4")
            .setAttempt(1)
            .setPolicy("median_stopping")
            .setInterval(6)
            .setValue(null)
            .setLimit(0.5)
            .setPeers(9)
            .setReason("Worse than the median.")
            .setPartition(2)
            .setOffset(77)
            .setTime(Instant.parse("2026-01-01T00:00:05Z"))
            .build();

    // When
    String json = Json.write(DecisionJson.of(decision));

    // Then
    assertThat(json)
        .isEqualTo(
            ("{'trial':'x_4','attempt':1,'policy':'median_stopping','interval':6,'value':null,"
                    + "'limit':0.5,'peers':9,'reason':'Worse than the median.','partition':2,"
                    + "'offset':77,'time':'2026-01-01T00:00:05Z'}")
                .replace('\'', '"'));
    assertThat(Json.read(json, DecisionJson.class)).isEqualTo(DecisionJson.of(decision));
  }

  @Test
  void aDecisionByAValueThatIsNotFiniteKeepsIt() throws Exception {
    // Given
    DecisionJson nan =
        new DecisionJson(
            "x_4",
            1,
            "threshold",
            6,
            OptionalDouble.of(Double.NaN),
            OptionalDouble.empty(),
            1,
            "No number.",
            OptionalInt.of(2),
            OptionalLong.of(77),
            Optional.of(Instant.parse("2026-01-01T00:00:05Z")));

    // When
    String json = Json.write(nan);

    // Then
    assertThat(json).contains("\"value\":\"NaN\",\"limit\":null");
    assertThat(Json.read(json, DecisionJson.class)).isEqualTo(nan);
    assertThat(Json.read(json.replace("NaN", "-Infinity"), DecisionJson.class).value())
        .hasValue(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aProblemLeavesOutWhatItHasNot() {
    // Given
    ProblemJson plain =
        new ProblemJson("about:blank", "Not Found", 404, "No.", Optional.empty(), List.of());
    ProblemJson ofFile =
        new ProblemJson(
            "about:blank",
            "Bad Request",
            400,
            "No.",
            Optional.of("urn:uuid:1"),
            List.of(new Problem(3, "limits", "is odd")));

    // When
    List<String> documents = List.of(Json.write(plain), Json.write(ofFile));

    // Then
    assertThat(documents)
        .containsExactly(
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"No.\"}",
            ("{'type':'about:blank','title':'Bad Request','status':400,'detail':'No.',"
                    + "'instance':'urn:uuid:1',"
                    + "'problems':[{'line':3,'key':'limits','sentence':'is odd'}]}")
                .replace('\'', '"'));
  }

  @Test
  void whatALaterServerAddsIsPassedOver() throws Exception {
    // Given
    String json = "{\"experiment\":\"x\",\"warnings\":[],\"mood\":\"good\"}";

    // When
    Submitted submitted = Json.read(json, Submitted.class);

    // Then
    assertThat(submitted).isEqualTo(new Submitted("x", List.of()));
  }
}
