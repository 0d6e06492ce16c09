package io.trialstream.server;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.trialstream.api.EventJson;
import io.trialstream.api.Json;
import io.trialstream.api.LogExport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events written to the answer as they come: an event a line, or one JSON object. Nothing is
 * written before the first one, so that a failure until then is answered as a problem.
 */
final class EventStream implements LogExport.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final String NDJSON = "application/x-ndjson";
  private static final int BUFFER = 64 << 10;

  private final Context request;
  private final boolean lines;
  private final String head;
  private Optional<OutputStream> body = Optional.empty();

  private EventStream(Context request, boolean lines, String head) {
    this.request = request;
    this.lines = lines;
    this.head = head;
  }

  /** The answer to a request, in the form that it accepts. */
  static EventStream of(Context request, String experiment) {
    String accept = request.header(Header.ACCEPT);
    boolean lines = accept != null && accept.contains(NDJSON);
    String head = lines ? "" : "{\"experiment\":" + Json.write(experiment) + ",\"events\":[";
    return new EventStream(request, lines, head);
  }

  @Override
  public void accept(EventJson event) throws IOException {
    boolean first = body.isEmpty();
    OutputStream out = open();
    if (!lines && !first) {
      out.write(',');
    }
    out.write(Json.bytes(event));
    if (lines) {
      out.write('\n');
    }
  }

  /** All events have been written. */
  void end() throws IOException {
    OutputStream out = open();
    if (!lines) {
      out.write("]}".getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }

  /**
   * The export failed. Where part of the answer is out, the connection is cut, or the client would
   * take the part for the whole.
   *
   * @return the failure, to be thrown on
   */
  Exception failed(Exception failure) {
    if (body.isPresent()) {
      LOG.atWarn()
          .addKeyValue("path", request.path())
          .addKeyValue("reason", failure.getMessage())
          .log("An export was cut");
      ServletContextRequest.getServletContextRequest(request.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close();
    }
    return failure;
  }

  private OutputStream open() throws IOException {
    if (body.isEmpty()) {
      request.contentType(lines ? NDJSON : "application/json");
      body = Optional.of(new BufferedOutputStream(request.outputStream(), BUFFER));
      body.get().write(head.getBytes(StandardCharsets.UTF_8));
    }
    return body.get();
  }
}
