package io.trialstream.server;

import io.javalin.http.Context;
import io.trialstream.api.Json;

/** Successful answers. */
final class Answers {
  private Answers() {}

  /** Answers with a value as JSON. */
  static void json(Context request, Object body) {
    request.contentType("application/json").result(Json.bytes(body));
  }
}
