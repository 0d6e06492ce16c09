package io.trialstream.topics.schema;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a registry is, and how to be let in.
 *
 * @param base its address, without the path of one of its interfaces and without a slash at the end
 * @param settings Apicurio's own, by their names behind {@code apicurio.registry.}, such as {@code
 *     auth.username}
 */
public record RegistrySettings(URI base, Map<String, String> settings) {
  /** The paths of its interfaces, which people give for its address. */
  private static final Pattern INTERFACE =
      Pattern.compile("/apis(/(registry|ccompat)(/v\\d+)?)?$|/+$");

  public RegistrySettings {
    settings = Map.copyOf(settings);
  }

  /**
   * @param address the registry's address, with or without the path of one of its interfaces
   * @throws IllegalArgumentException with what was expected, where it is no such address
   */
  public static RegistrySettings of(String address, Map<String, String> settings) {
    return new RegistrySettings(base(address), settings);
  }

  /**
   * The address without the path of an interface.
   *
   * @throws IllegalArgumentException with what was expected, where it is no address; it does not
   *     repeat it
   */
  public static URI base(String address) {
    URI uri;
    try {
      uri = new URI(address.strip());
    } catch (URISyntaxException e) {
      throw expected("");
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw expected("");
    }
    if (uri.getUserInfo() != null) {
      throw expected("; user and password belong into schema.registry.auth.username and .password");
    }
    if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
      throw expected("");
    }
    String base = uri.toString();
    for (String shorter = strip(base); !shorter.equals(base); shorter = strip(base)) {
      base = shorter;
    }
    return URI.create(base);
  }

  private static String strip(String address) {
    return INTERFACE.matcher(address).replaceFirst("");
  }

  private static IllegalArgumentException expected(String more) {
    return new IllegalArgumentException(
        "the address of one registry was expected, such as http://registry:8080" + more);
  }

  /** One of Apicurio's own. */
  Optional<String> get(String name) {
    return Optional.ofNullable(settings.get(name)).filter(value -> !value.isEmpty());
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return base.toString();
  }
}
