package io.trialstream.loadtests;

import io.trialstream.api.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A report as one HTML page with plots, the plotting library (Apache ECharts) included. */
final class HtmlPage {
  private static final String CHARTS =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

  private HtmlPage() {}

  static String of(Report report) throws IOException {
    StringBuilder body = new StringBuilder();
    body.append("<h1>").append(escaped(report.title())).append("</h1>\n");
    body.append("<p class=\"machine\">").append(escaped(machine(report))).append("</p>\n");
    report.failures().forEach(failure -> paragraph(body, "failure", failure));
    for (int i = 0; i < report.charts().size(); i++) {
      body.append("<div class=\"chart\" id=\"chart").append(i).append("\"></div>\n");
    }
    table(body, report);
    report.notes().forEach(note -> paragraph(body, "note", note));
    return resource("report.html")
        .replace("@TITLE@", escaped(report.title()))
        .replace("@BODY@", body)
        // Within a script nothing may look like the end of it.
        .replace("@CHARTS@", Json.write(report.charts()).replace("</", "<\\/"))
        .replace("@LIBRARY@", resource(CHARTS));
  }

  private static String machine(Report report) {
    return report.document().get("time") + " · " + Machine.sentence();
  }

  private static void table(StringBuilder body, Report report) {
    body.append("<table>\n<tr>");
    report.columns().forEach(column -> cell(body, "th", column.heading()));
    body.append("</tr>\n");
    for (List<String> row : report.cells()) {
      body.append("<tr>");
      row.forEach(text -> cell(body, "td", text));
      body.append("</tr>\n");
    }
    body.append("</table>\n");
  }

  private static void cell(StringBuilder body, String tag, String text) {
    body.append('<').append(tag).append('>').append(escaped(text));
    body.append("</").append(tag).append('>');
  }

  private static void paragraph(StringBuilder body, String style, String text) {
    body.append("<p class=\"").append(style).append("\">").append(escaped(text)).append("</p>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing from the classpath");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
