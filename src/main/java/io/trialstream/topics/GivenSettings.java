package io.trialstream.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The settings that were given, one for each key, of whatever sources. Immutable. */
public final class GivenSettings {
  /** None. */
  public static final GivenSettings NONE = new GivenSettings(new TreeMap<>());

  private final Map<String, Setting> byKey;

  private GivenSettings(Map<String, Setting> byKey) {
    this.byKey = byKey;
  }

  /** Settings of a program. */
  static GivenSettings of(Map<String, ?> values) {
    List<Setting> settings = new ArrayList<>();
    values.forEach((key, value) -> settings.add(new Setting(key, String.valueOf(value), "")));
    return NONE.with(settings);
  }

  /** These and others; of a key that both have, the other one. */
  public GivenSettings with(Collection<Setting> others) {
    Map<String, Setting> all = new TreeMap<>(byKey);
    others.forEach(setting -> all.put(setting.key(), setting));
    return new GivenSettings(all);
  }

  /** The setting of the key. */
  public Optional<Setting> get(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** All, in order of their keys. */
  public List<Setting> all() {
    return List.copyOf(byKey.values());
  }

  /** Those that say how a client gets into a cluster. */
  public List<Setting> security() {
    return all().stream().filter(setting -> ConfigKeys.SECURITY.contains(setting.key())).toList();
  }

  /** The values by key. */
  Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    byKey.forEach((key, setting) -> values.put(key, setting.value()));
    return values;
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return byKey.values().toString();
  }
}
