package io.trialstream.cli;

import io.trialstream.embedded.BrokerStartException;
import io.trialstream.server.AddressUnavailableException;
import io.trialstream.topics.BrokerUnreachableException;
import io.trialstream.topics.TopicAdminException;
import io.trialstream.topics.schema.RegistryException;
import io.trialstream.worker.WorkerStartException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Exceptions of the Kafka side as sentences; a class of its own, loaded where there is one. */
final class KafkaFailures {
  private KafkaFailures() {}

  static Failure of(Throwable e) {
    if (e instanceof BrokerUnreachableException unreachable) {
      return Failure.badInput(unreachable.sentence("--bootstrap-server"));
    }
    String sentence = e.getMessage() == null ? e.toString() : e.getMessage();
    if (e instanceof BrokerStartException
        || e instanceof TopicAdminException
        || e instanceof RegistryException
        || e instanceof WorkerStartException
        || e instanceof AddressUnavailableException) {
      return Failure.badInput(sentence.lines().toList());
    }
    if (e instanceof KafkaException kafka && TopicAdminException.isOfUnusableClient(kafka)) {
      return Failure.badInput(TopicAdminException.unusableClient(e));
    }
    if (e instanceof AuthenticationException || e instanceof AuthorizationException) {
      return Failure.badInput("The Kafka broker refuses this client: " + sentence);
    }
    return Failure.onTheWay(
        "Unexpected: %s (%s). TRIALSTREAM_DEBUG=1 shows where."
            .formatted(sentence, e.getClass().getSimpleName()));
  }
}
