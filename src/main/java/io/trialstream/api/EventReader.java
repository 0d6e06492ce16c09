package io.trialstream.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads a stream of events, an event a line. A stream that breaks is asked for again as far as the
 * exchange's patience goes, and goes on behind the last event handed over: a log only grows, so its
 * events keep their places.
 */
final class EventReader {
  private final HttpExchange exchange;
  private final HttpRequest request;
  private final Consumer<EventJson> consumer;
  private long handedOver;

  EventReader(HttpExchange exchange, HttpRequest request, Consumer<EventJson> consumer) {
    this.exchange = exchange;
    this.request = request;
    this.consumer = consumer;
  }

  void read() throws ApiException {
    long lastProgress = System.nanoTime();
    while (true) {
      long before = handedOver;
      try {
        readOnce();
        return;
      } catch (JsonProcessingException e) {
        throw exchange.foreign(e);
      } catch (IOException e) {
        if (handedOver > before) {
          lastProgress = System.nanoTime();
        }
        exchange.giveUpAfterPatience(lastProgress, e);
      }
    }
  }

  private void readOnce() throws IOException, ApiException {
    HttpResponse<InputStream> answer = exchange.send(request, BodyHandlers.ofInputStream(), true);
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != 200) {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        throw exchange.failure(answer.statusCode(), text);
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
      long place = 0;
      String line;
      while ((line = lines.readLine()) != null) {
        place++;
        if (place > handedOver) {
          consumer.accept(Json.read(line, EventJson.class));
          handedOver = place;
        }
      }
    }
  }
}
