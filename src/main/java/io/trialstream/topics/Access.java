package io.trialstream.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * The rights that a process needs on a cluster's topics, groups and transactions, and which of them
 * are missing. Kafka tells a client of a group or a transaction only whether it may look at it,
 * which who may use it always may.
 */
final class Access {
  private static final Set<AclOperation> READ = Set.of(AclOperation.READ);
  private static final Set<AclOperation> WRITE = Set.of(AclOperation.WRITE);
  private static final Set<AclOperation> BOTH = Set.of(AclOperation.READ, AclOperation.WRITE);

  private final TrialstreamConfig config;
  private final AdminCalls calls;
  private final Topics names;

  Access(TrialstreamConfig config, AdminCalls calls) {
    this.config = config;
    this.calls = calls;
    this.names = config.topics();
  }

  /** What a server lacks, a sentence for each right. */
  List<String> missingOfServer() {
    String application = config.applicationId();
    List<String> missing =
        topics(
            "server",
            Map.of(
                names.requests().name(), BOTH,
                names.metrics().name(), BOTH,
                names.heartbeats().name(), BOTH,
                names.commands().name(), WRITE,
                names.decisions().name(), WRITE,
                names.experiments().name(), BOTH,
                names.leaderboard().name(), WRITE,
                names.deadLetters().name(), WRITE));
    if (mayNotLook(calls.admin().describeConsumerGroups(List.of(application)).all())) {
      missing.add(sentence("server", AclOperation.READ, "group", application));
    }
    if (mayNotLook(calls.admin().describeTransactions(List.of(application + "-start")).all())) {
      missing.add(
          sentence(
              "server",
              AclOperation.WRITE,
              "transactional-id",
              application + "- --resource-pattern-type prefixed"));
    }
    return missing;
  }

  /** What a worker of the pool lacks, a sentence for each right. */
  List<String> missingOfWorker(String pool) {
    List<String> missing =
        topics(
            "worker",
            Map.of(
                names.trials(pool).name(), READ,
                names.commands().name(), READ,
                names.metrics().name(), WRITE,
                names.heartbeats().name(), WRITE,
                names.deadLetters().name(), WRITE));
    String group = names.shareGroup(pool);
    if (mayNotLook(calls.admin().describeShareGroups(List.of(group)).all())) {
      missing.add(sentence("worker", AclOperation.READ, "group", group));
    }
    return missing;
  }

  private List<String> topics(String who, Map<String, Set<AclOperation>> needed) {
    List<String> missing = new ArrayList<>();
    if (config.clientsDiffer()) {
      // The clients come as other users, of whom this one cannot tell what they may.
      return missing;
    }
    Map<String, TopicDescription> found = calls.describe(needed.keySet());
    new TreeMap<>(needed)
        .forEach(
            (name, operations) -> {
              TopicDescription topic = found.get(name);
              // A broker without access control may tell of no operations.
              if (topic != null && topic.authorizedOperations() != null) {
                Set<AclOperation> lacking = new TreeSet<>(operations);
                lacking.removeAll(topic.authorizedOperations());
                lacking.forEach(each -> missing.add(sentence(who, each, "topic", name)));
              }
            });
    return missing;
  }

  private boolean mayNotLook(KafkaFuture<?> answer) {
    if (config.clientsDiffer()) {
      return false;
    }
    try {
      calls.await(answer);
      return false;
    } catch (TopicAdminException e) {
      return e.getCause() instanceof AuthorizationException;
    } catch (KafkaException | BrokerUnreachableException e) {
      // It is not there yet, and may be; or a cluster that has just started does not know.
      return false;
    }
  }

  private static String sentence(String who, AclOperation operation, String kind, String name) {
    String lower = operation.name().toLowerCase(Locale.ROOT);
    return "This client's user has no right to %s %s %s, which a %s must: grant it with kafka-acls.sh --add --allow-principal User:NAME --operation %s --%s %s."
        .formatted(
            lower,
            kind.replace('-', ' '),
            name.split(" ", 2)[0],
            who,
            lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1),
            kind,
            name);
  }
}
