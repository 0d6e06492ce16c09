package io.trialstream.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Tests in containers. Where there is no Docker engine they are skipped, which is said aloud. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(NeedsDocker.Condition.class)
public @interface NeedsDocker {
  /** Asks once for the engine. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (DockerClientFactory.instance().isDockerAvailable()) {
        return ConditionEvaluationResult.enabled("there is a Docker engine");
      }
      String sentence =
          ("%s is SKIPPED: no Docker engine answers. Start one (`docker info` must work), and run"
                  + " mvn verify -Pcontainers again.")
              .formatted(context.getDisplayName());
      System.err.println(sentence);
      return ConditionEvaluationResult.disabled(sentence);
    }
  }
}
