package io.trialstream.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times for a person to read. */
public final class TimeText {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private TimeText() {}

  /** Hours, minutes and seconds: {@code 0:07}, {@code 12:34}, {@code 1:02:03}. */
  public static String clock(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    long hours = seconds / 3600;
    long minutes = seconds / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
  }

  /** A moment in the zone's time, to the second. */
  public static String moment(Instant time, ZoneId zone) {
    return MOMENT.format(time.atZone(zone));
  }
}
