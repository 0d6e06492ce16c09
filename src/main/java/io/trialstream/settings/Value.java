package io.trialstream.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of an experiment file, with the line it stands on. */
public sealed interface Value {

  /** The line it begins on, from 1. */
  int line();

  /** What it is, for a sentence: {@code the text "abc"}, {@code a list}. */
  String describe();

  /** What a scalar is read as, by the core schema of YAML 1.2. */
  enum Kind {
    /** Anything quoted, and what is nothing else. */
    TEXT,
    /** A whole number of any size. */
    WHOLE,
    /** A number with a decimal point or an exponent, an infinity, or NaN. */
    REAL,
    /** True or false. */
    FLAG,
    /** No value. */
    NOTHING
  }

  /**
   * A single value.
   *
   * @param kind what it is read as
   * @param text its text as the file writes it, without quotes
   */
  record Scalar(int line, Kind kind, String text) implements Value {
    @Override
    public String describe() {
      return switch (kind) {
        case TEXT -> "the text \"" + Sentences.shorten(text) + "\"";
        case WHOLE, REAL, FLAG -> Sentences.shorten(text);
        case NOTHING -> "nothing";
      };
    }
  }

  /** A list. */
  record Sequence(int line, List<Value> values) implements Value {
    /** Copies the values. */
    public Sequence {
      values = List.copyOf(values);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** Keys with their values, in the file's order. */
  record Mapping(int line, Map<String, Entry> entries) implements Value {
    /** Copies the entries. */
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String describe() {
      return "a mapping";
    }
  }

  /**
   * What stands behind a key.
   *
   * @param line the key's line, from 1
   * @param value its value
   */
  record Entry(int line, Value value) {}
}
