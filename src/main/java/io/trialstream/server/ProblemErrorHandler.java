package io.trialstream.server;

import io.javalin.http.HttpStatus;
import io.trialstream.api.Json;
import io.trialstream.api.ProblemJson;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What fails before any handler is reached, a malformed request line for one, as a problem too. */
final class ProblemErrorHandler extends ErrorHandler {
  private static final HttpField TYPE =
      new HttpField(HttpHeader.CONTENT_TYPE, ProblemJson.MEDIA_TYPE);

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(TYPE);
    int status = response.getStatus();
    String detail =
        status < 500
            ? "The request cannot be answered; check its path and headers"
            : "The server failed on this request; its log says why";
    Content.Sink.write(response, true, document(status, detail), callback);
    return true;
  }

  private static String document(int status, String detail) {
    return Json.write(Problems.problem(HttpStatus.forStatus(status), detail));
  }
}
