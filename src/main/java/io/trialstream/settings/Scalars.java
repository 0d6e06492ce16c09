package io.trialstream.settings;

import io.trialstream.settings.Value.Kind;
import java.util.Optional;
import java.util.regex.Pattern;

/** What plain scalars mean: the core schema of YAML 1.2. */
final class Scalars {
  private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
  private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]++|0o[0-7]++|0x[0-9a-fA-F]++");
  private static final Pattern REAL =
      Pattern.compile(
          "[-+]?(\\.[0-9]++|[0-9]++(\\.[0-9]*+)?)([eE][-+]?[0-9]++)?"
              + "|[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN");

  private Scalars() {}

  /** The kind of a scalar without quotes and without a tag. */
  static Kind plain(String text) {
    if (NOTHING.matcher(text).matches()) {
      return Kind.NOTHING;
    } else if (FLAG.matcher(text).matches()) {
      return Kind.FLAG;
    } else if (WHOLE.matcher(text).matches()) {
      return Kind.WHOLE;
    } else if (REAL.matcher(text).matches()) {
      return Kind.REAL;
    } else {
      return Kind.TEXT;
    }
  }

  /** The kind that a tag of the core schema asks for; empty where the text is none of that kind. */
  static Optional<Kind> tagged(String tag, String text) {
    Kind plain = plain(text);
    return switch (tag) {
      case "!", "tag:yaml.org,2002:str" -> Optional.of(Kind.TEXT);
      case "tag:yaml.org,2002:int" -> Optional.of(plain).filter(Kind.WHOLE::equals);
      case "tag:yaml.org,2002:float" ->
          plain == Kind.WHOLE || plain == Kind.REAL ? Optional.of(Kind.REAL) : Optional.empty();
      case "tag:yaml.org,2002:bool" -> Optional.of(plain).filter(Kind.FLAG::equals);
      case "tag:yaml.org,2002:null" -> Optional.of(plain).filter(Kind.NOTHING::equals);
      default -> Optional.empty();
    };
  }
}
