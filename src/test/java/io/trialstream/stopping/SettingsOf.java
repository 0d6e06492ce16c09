package io.trialstream.stopping;

import io.trialstream.settings.Problem;
import io.trialstream.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Settings from a map. */
final class SettingsOf implements Settings {
  private final Map<String, Object> keys;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  SettingsOf(Map<String, Object> keys) {
    this.keys = keys;
  }

  List<Problem> problems() {
    return problems;
  }

  List<Problem> warnings() {
    return warnings;
  }

  @Override
  public String path() {
    return "early_termination";
  }

  @Override
  public boolean has(String key) {
    return keys.containsKey(key);
  }

  @Override
  public OptionalDouble number(String key) {
    return value(key, Number.class, any -> true)
        .map(number -> OptionalDouble.of(number.doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  @Override
  public OptionalLong integer(String key) {
    return value(key, Number.class, number -> number.doubleValue() == number.longValue())
        .map(number -> OptionalLong.of(number.longValue()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public Optional<String> text(String key) {
    return value(key, Object.class, any -> true).map(Object::toString);
  }

  @Override
  public Optional<Boolean> flag(String key) {
    return value(key, Boolean.class, any -> true);
  }

  private <T> Optional<T> value(String key, Class<T> type, Predicate<T> fits) {
    Optional<Object> value = Optional.ofNullable(keys.get(key));
    Optional<T> typed = value.filter(type::isInstance).map(type::cast).filter(fits);
    if (value.isPresent() && typed.isEmpty()) {
      problem(key, "wrong type");
    }
    return typed;
  }

  @Override
  public void problem(String key, String sentence) {
    problems.add(new Problem(1, path() + "." + key, sentence));
  }

  @Override
  public void warning(String key, String sentence) {
    warnings.add(new Problem(1, path() + "." + key, sentence));
  }
}
