package io.trialstream.settings;

import io.trialstream.settings.Value.Entry;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Mapping;
import io.trialstream.settings.Value.Scalar;
import io.trialstream.settings.Value.Sequence;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** A mapping of a file, whose values may be lists and mappings as well. */
public final class MappingSettings implements Settings {
  private final String path;
  private final int line;
  private final Map<String, Entry> entries;
  private final Problems problems;
  private final FileSize size;
  private final Set<String> known = new LinkedHashSet<>();
  private final Map<String, MappingSettings> children = new LinkedHashMap<>();

  MappingSettings(Mapping mapping, Problems problems, FileSize size) {
    this("", mapping.line(), mapping.entries(), problems, size);
  }

  private MappingSettings(
      String path, int line, Map<String, Entry> entries, Problems problems, FileSize size) {
    this.path = path;
    this.line = line;
    this.entries = entries;
    this.problems = problems;
    this.size = size;
  }

  @Override
  public String path() {
    return path;
  }

  /** All keys in the file's order; each counts as known from now on. */
  public List<String> keys() {
    known.addAll(entries.keySet());
    return List.copyOf(entries.keySet());
  }

  /**
   * Counts every key as known: what they mean cannot be told, and the reason is a problem already.
   */
  public void acceptAll() {
    known.addAll(entries.keySet());
  }

  @Override
  public boolean has(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  /** The value as the file has it. */
  public Optional<Value> value(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }

  @Override
  public OptionalDouble number(String key) {
    Optional<Scalar> scalar = scalar(key, "a number", Kind.WHOLE, Kind.REAL);
    if (scalar.isEmpty()) {
      return OptionalDouble.empty();
    }
    double number = Literals.number(scalar.get());
    if (!Double.isFinite(number)) {
      problemAt(scalar.get().line(), key, mustBe("a finite number", scalar.get()));
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(number);
  }

  @Override
  public OptionalLong integer(String key) {
    Optional<Scalar> scalar = scalar(key, "a whole number", Kind.WHOLE);
    OptionalLong whole = scalar.map(Literals::whole).orElse(OptionalLong.empty());
    if (scalar.isPresent() && whole.isEmpty()) {
      problemAt(scalar.get().line(), key, mustBe("a whole number of 64 bits", scalar.get()));
    }
    return whole;
  }

  @Override
  public Optional<String> text(String key) {
    return scalar(key, "a text", Kind.TEXT, Kind.WHOLE, Kind.REAL, Kind.FLAG).map(Scalar::text);
  }

  @Override
  public Optional<Boolean> flag(String key) {
    return scalar(key, "true or false", Kind.FLAG).map(Literals::flag);
  }

  /** The value as a list. */
  public Optional<List<Value>> list(String key) {
    Optional<Value> value = value(key);
    if (value.isPresent() && value.get() instanceof Sequence sequence) {
      return Optional.of(sequence.values());
    }
    value.ifPresent(other -> problemAt(other.line(), key, mustBe("a list", other)));
    return Optional.empty();
  }

  /** The value as a mapping. */
  public Optional<MappingSettings> mapping(String key) {
    Optional<Value> value = value(key);
    if (value.isPresent() && value.get() instanceof Mapping mapping) {
      return Optional.of(child(key, mapping.entries()));
    }
    value.ifPresent(
        other -> problemAt(other.line(), key, mustBe("a mapping of keys to values", other)));
    return Optional.empty();
  }

  /** The value as a mapping; one without any key where the key is absent or has no value. */
  public Optional<MappingSettings> mappingOrEmpty(String key) {
    Optional<Value> value = value(key);
    boolean nothing =
        value.isEmpty() || (value.get() instanceof Scalar scalar && scalar.kind() == Kind.NOTHING);
    return nothing ? Optional.of(empty(key)) : mapping(key);
  }

  /** A mapping without any key that stands where this key does. */
  public MappingSettings empty(String key) {
    known.add(key);
    return child(key, Map.of());
  }

  @Override
  public void problem(String key, String sentence) {
    problemAt(lineOf(key), key, sentence);
  }

  /** Records a problem of this key at a line of its own, such as that of an item of a list. */
  public void problemAt(int at, String key, String sentence) {
    problems.error(at, pathOf(key), sentence);
  }

  @Override
  public void warning(String key, String sentence) {
    problems.warning(lineOf(key), pathOf(key), sentence);
  }

  /**
   * Counts values that a text of the file stands for, such as those of a range; answers whether the
   * file may hold them.
   */
  public boolean holds(long more) {
    return size.add(more);
  }

  void reportUnknownKeys() {
    int reported = 0;
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      if (!known.contains(each.getKey())) {
        String hint = reported < Problems.MOST ? nearest(each.getKey()) : "";
        problemAt(each.getValue().line(), each.getKey(), "the key is not known" + hint);
        reported++;
      }
    }
    children.values().forEach(MappingSettings::reportUnknownKeys);
  }

  private String nearest(String key) {
    return Sentences.nearest(key, known)
        .map(near -> "; the nearest known one is " + near)
        .orElse("");
  }

  private MappingSettings child(String key, Map<String, Entry> childEntries) {
    return children.computeIfAbsent(
        key, k -> new MappingSettings(pathOf(k), lineOf(k), childEntries, problems, size));
  }

  private Optional<Scalar> scalar(String key, String expected, Kind... kinds) {
    Optional<Value> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Scalar scalar && List.of(kinds).contains(scalar.kind())) {
      return Optional.of(scalar);
    }
    problemAt(value.get().line(), key, mustBe(expected, value.get()));
    return Optional.empty();
  }

  private static String mustBe(String expected, Value found) {
    if (found instanceof Scalar scalar && scalar.kind() == Kind.NOTHING) {
      return "has no value: give it " + expected + ", or remove the key";
    }
    return "must be " + expected + ", not " + found.describe();
  }

  private int lineOf(String key) {
    Entry entry = entries.get(key);
    return entry == null ? line : entry.line();
  }

  private String pathOf(String key) {
    if (key.isEmpty()) {
      return path;
    }
    String name = Sentences.shorten(key);
    return path.isEmpty() ? name : path + "." + name;
  }
}
