package io.trialstream.settings;

import io.trialstream.settings.Value.Entry;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Mapping;
import io.trialstream.settings.Value.Scalar;
import io.trialstream.settings.Value.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Builds a file's values from the parser's events, with a stack of its own: neither deep nesting
 * nor aliases of aliases can exhaust the thread's stack or the memory. Aliases share their value,
 * and the size that the file would have without them is bounded.
 */
final class TreeBuilder {
  /** A long text counts as several values, so that aliases cannot multiply it without end. */
  private static final int CHARACTERS_OF_A_VALUE = 16;

  /** Mappings and lists inside each other at most. */
  static final int DEEPEST = 50;

  private static final String MERGE = "<<";
  private static final String TAGS = "tag:yaml.org,2002:";

  private record Sized(Value value, int size) {}

  private static final class Frame {
    final int line;
    final boolean mapping;
    final @Nullable String anchor;
    final List<Value> values = new ArrayList<>();
    final Map<String, Entry> entries = new LinkedHashMap<>();
    final Map<String, Entry> merged = new LinkedHashMap<>();
    @Nullable String key;
    boolean merge;
    int keyLine;
    int size = 1;

    Frame(int line, boolean mapping, @Nullable String anchor) {
      this.line = line;
      this.mapping = mapping;
      this.anchor = anchor;
    }
  }

  private final Problems problems;
  private final FileSize size;
  private final Deque<Frame> open = new ArrayDeque<>();
  private final Map<String, Sized> anchors = new HashMap<>();
  private int documents;
  private @Nullable Value root;

  TreeBuilder(Problems problems, FileSize size) {
    this.problems = problems;
    this.size = size;
  }

  /** The file's value; empty where the file has none. */
  Optional<Value> root() {
    return Optional.ofNullable(root);
  }

  void accept(Event event) throws InvalidSettingsException {
    int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    if (event instanceof DocumentStartEvent) {
      documents++;
      if (documents > 1) {
        throw failure(line, "a second document begins here; an experiment file holds one");
      }
    } else if (event instanceof CollectionStartEvent start) {
      begin(start, line);
    } else if (event instanceof CollectionEndEvent) {
      end();
    } else if (event instanceof ScalarEvent scalar) {
      scalar(scalar, line);
    } else if (event instanceof AliasEvent alias) {
      alias(alias.getAlias().getValue(), line);
    }
  }

  static InvalidSettingsException failure(int line, String sentence) {
    return new InvalidSettingsException(List.of(new Problem(line, "", sentence)));
  }

  private void begin(CollectionStartEvent event, int line) throws InvalidSettingsException {
    Frame parent = open.peek();
    if (parent != null && parent.mapping && parent.key == null) {
      throw failure(line, "a key must be a text, not a list or a mapping");
    }
    if (open.size() == DEEPEST) {
      throw failure(line, "lists and mappings stand more than " + DEEPEST + " deep in each other");
    }
    boolean mapping = event instanceof MappingStartEvent;
    String expected = TAGS + (mapping ? "map" : "seq");
    event
        .getTag()
        .filter(tag -> !tag.equals(expected) && !tag.equals("!"))
        .ifPresent(tag -> unknownTag(line, tag));
    count(line, 1);
    open.push(new Frame(line, mapping, event.getAnchor().map(Anchor::getValue).orElse(null)));
  }

  private void end() throws InvalidSettingsException {
    Frame frame = open.pop();
    frame.merged.forEach(frame.entries::putIfAbsent);
    Value value =
        frame.mapping
            ? new Mapping(frame.line, frame.entries)
            : new Sequence(frame.line, frame.values);
    add(new Sized(value, frame.size), Optional.ofNullable(frame.anchor));
  }

  private void scalar(ScalarEvent event, int line) throws InvalidSettingsException {
    Frame frame = open.peek();
    String text = event.getValue();
    int textSize = 1 + text.length() / CHARACTERS_OF_A_VALUE;
    count(line, textSize);
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw failure(line, "a text holds a character that no argument of a program can hold");
    }
    if (frame != null && frame.mapping && frame.key == null) {
      frame.key = text;
      frame.keyLine = line;
      frame.size += textSize;
      frame.merge = event.isPlain() && text.equals(MERGE);
      event
          .getAnchor()
          .ifPresent(a -> anchors.put(a.getValue(), new Sized(text(line, text), textSize)));
      return;
    }
    Kind kind =
        event
            .getTag()
            .map(tag -> tagged(tag, text, line))
            .orElseGet(() -> event.isPlain() ? Scalars.plain(text) : Kind.TEXT);
    add(new Sized(new Scalar(line, kind, text), textSize), event.getAnchor().map(Anchor::getValue));
  }

  private static Scalar text(int line, String text) {
    return new Scalar(line, Kind.TEXT, text);
  }

  private Kind tagged(String tag, String text, int line) {
    Optional<Kind> kind = Scalars.tagged(tag, text);
    if (kind.isEmpty()) {
      unknownTag(line, tag);
    }
    return kind.orElse(Kind.TEXT);
  }

  private void unknownTag(int line, String tag) {
    String name = tag.startsWith(TAGS) ? "!!" + tag.substring(TAGS.length()) : tag;
    problems.error(line, "", "the tag " + Sentences.shorten(name) + " does not fit; remove it");
  }

  private void alias(String name, int line) throws InvalidSettingsException {
    Sized sized = anchors.get(name);
    if (sized == null) {
      boolean inside = open.stream().anyMatch(frame -> name.equals(frame.anchor));
      throw failure(
          line,
          "the alias *"
              + Sentences.shorten(name)
              + (inside ? " stands inside what it stands for" : " has no anchor before it"));
    }
    count(line, sized.size());
    Frame frame = open.peek();
    if (frame != null && frame.mapping && frame.key == null) {
      if (!(sized.value() instanceof Scalar scalar)) {
        throw failure(line, "a key must be a text, not a list or a mapping");
      }
      frame.key = scalar.text();
      frame.keyLine = line;
      frame.size += sized.size();
      frame.merge = false;
      return;
    }
    add(sized, Optional.empty());
  }

  private void count(int line, int more) throws InvalidSettingsException {
    if (!size.add(more)) {
      throw failure(
          line, "the file holds more than " + FileSize.MOST + " values, aliases included");
    }
  }

  private void add(Sized sized, Optional<String> anchor) {
    anchor.ifPresent(name -> anchors.put(name, sized));
    Frame frame = open.peek();
    if (frame == null) {
      root = sized.value();
      return;
    }
    frame.size += sized.size();
    if (!frame.mapping) {
      frame.values.add(sized.value());
      return;
    }
    String key = frame.key;
    frame.key = null;
    if (key == null) {
      return;
    }
    if (frame.merge) {
      merge(frame, sized.value());
      return;
    }
    Entry earlier = frame.entries.putIfAbsent(key, new Entry(frame.keyLine, sized.value()));
    if (earlier != null) {
      problems.error(
          frame.keyLine,
          pathOf(key),
          "the key stands here a second time; it stands on line " + earlier.line() + " already");
    }
  }

  /** The dotted path of a key in the innermost mapping. */
  private String pathOf(String key) {
    StringBuilder path = new StringBuilder();
    open.descendingIterator()
        .forEachRemaining(
            frame -> {
              if (frame.key != null) {
                path.append(Sentences.shorten(frame.key)).append('.');
              }
            });
    return path.append(Sentences.shorten(key)).toString();
  }

  private void merge(Frame frame, Value value) {
    if (value instanceof Mapping mapping) {
      mapping.entries().forEach(frame.merged::putIfAbsent);
    } else if (value instanceof Sequence sequence
        && sequence.values().stream().allMatch(Mapping.class::isInstance)) {
      sequence.values().forEach(each -> merge(frame, each));
    } else {
      problems.error(frame.keyLine, MERGE, "takes an alias of a mapping, not " + value.describe());
    }
  }
}
