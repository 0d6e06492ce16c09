"""What the monitoring examples share: Trialstream's topics, read live in both encodings.

Without a schema registry, values are in Avro's single-object encoding: the bytes C3 01, the
fingerprint of the schema they were written with, the record. The schemas come from a folder.
With one, they are in Confluent's wire format: a zero byte, the schema's id, the record.
"""

import argparse
import io
import json
import logging
import os
import signal
import sys
import time
import uuid
from datetime import datetime, timezone
from pathlib import Path

import fastavro
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from fastavro.schema import fingerprint, parse_schema, to_parsing_canonical_form

SINGLE_OBJECT = b"\xc3\x01"
REGISTRY = b"\x00"
PATIENCE = 10.0  # seconds for the first answer of a broker or a registry
NAMESPACE = "io.trialstream.avro."


class Problem(Exception):
    """Why a program cannot go on, a sentence for its user."""


class Unreadable(Exception):
    """Why one value cannot be read, a sentence."""


# --- Options -------------------------------------------------------------------------------------


def arguments(description, epilog):
    """A parser that has the options which all these programs take."""
    parser = argparse.ArgumentParser(
        description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--bootstrap-server", default="localhost:9092", metavar="HOST:PORT", help="the brokers (default: %(default)s)")
    add("--prefix", default="trialstream.", help="what the topics' names start with (default: %(default)s)")
    add("--schema-registry", metavar="URL", help="the registry, where schema.registry.url names one")
    add(
        "--schemas",
        type=Path,
        default=Path(__file__).resolve().parents[2] / "schemas",
        metavar="DIR",
        help="Trialstream's .avsc files, for values written without a registry (default: %(default)s)",
    )
    add("--experiment", action="append", default=[], metavar="ID", help="only this one; repeatable (default: all)")
    add(
        "--from",
        dest="start",
        choices=["earliest", "latest"],
        default="earliest",
        help="latest: leave out what there was before the start (default: earliest)",
    )
    add("--once", action="store_true", help="end when all that is there now has been read")
    add("--format", choices=["text", "json"], default="text", help="json: one object a line (default: text)")
    add(
        "-X",
        dest="properties",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a property of the Kafka client, such as security.protocol=SASL_SSL; repeatable",
    )
    return parser


# --- Values --------------------------------------------------------------------------------------


def full_name(schema):
    return schema["name"] if "." in schema["name"] else schema.get("namespace", NAMESPACE[:-1]) + "." + schema["name"]


def schemas_of(folder):
    """The schemas of a folder's .avsc files by full name, with each type written out at its first use."""
    files = {}
    for path in folder.glob("*.avsc"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        files[full_name(schema)] = schema

    def written_out(schema, known):
        if isinstance(schema, str):
            name = schema if "." in schema else NAMESPACE + schema
            return written_out(files[name], known) if name in files and name not in known else schema
        if isinstance(schema, list):
            return [written_out(each, known) for each in schema]
        copy = dict(schema)
        if copy["type"] == "record":
            known.add(full_name(copy))
            copy["fields"] = [{**field, "type": written_out(field["type"], known)} for field in copy["fields"]]
        elif copy["type"] == "array":
            copy["items"] = written_out(copy["items"], known)
        elif isinstance(copy["type"], (dict, list)):
            copy["type"] = written_out(copy["type"], known)
        return copy

    return {name: written_out(schema, set()) for name, schema in files.items()}


class Values:
    """Reads the values of Trialstream's topics as dictionaries, whichever encoding each one is in."""

    def __init__(self, schemas, registry_url=None):
        """Raises Problem where there are no schemas or the registry does not answer."""
        self._current = {}
        self._writers = {}
        self._registry_url = registry_url
        self._registry = self._connect(registry_url) if registry_url else None
        if schemas.is_dir():
            self._load(schemas)
        if not self._current and not registry_url:
            raise Problem(f"The folder {schemas} has no .avsc files; name Trialstream's with --schemas.")

    def _load(self, root):
        try:
            for name, schema in schemas_of(root).items():
                self._current[name] = self._writer(name, schema)
            # What earlier versions of Trialstream wrote: history/TYPE/N.avsc, each file whole by itself.
            for path in sorted(root.glob("history/*/*.avsc")):
                schema = json.loads(path.read_text(encoding="utf-8"))
                self._writer(full_name(schema), schema)
        except (OSError, ValueError, KeyError, fastavro.schema.SchemaParseException) as error:
            raise Problem(f"The schemas in {root} cannot be used: {error}") from error

    def _writer(self, name, schema):
        parsed = parse_schema(schema)
        self._writers[fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO")] = (name, parsed)
        return parsed

    @staticmethod
    def _connect(url):
        from confluent_kafka.schema_registry import SchemaRegistryClient
        from confluent_kafka.schema_registry.avro import AvroDeserializer

        try:
            client = SchemaRegistryClient({"url": url, "timeout": PATIENCE, "max.retries": 1})
            client.get_subjects()
            return AvroDeserializer(client)
        except Exception as error:
            raise Problem(
                f"No schema registry answers at {url}: {error}. Give the address of its Confluent-compatible API,"
                " such as http://localhost:8081 or, for Apicurio, http://localhost:8080/apis/ccompat/v7."
            ) from error

    def read(self, topic, value):
        """The record behind a value's bytes; raises Unreadable with a sentence."""
        try:
            if value[:2] == SINGLE_OBJECT:
                return self._single_object(value)
            if value[:1] == REGISTRY:
                return self._registered(topic, value)
        except Unreadable:
            raise
        except Exception as error:  # whatever damaged bytes make of a decoder
            raise Unreadable(f"it is damaged: {error}") from error
        raise Unreadable("it is in neither encoding: it starts neither with C3 01 nor with 00")

    def _single_object(self, value):
        found = self._writers.get(value[2:10].hex())
        if found is None:
            raise Unreadable(f"its schema (fingerprint {value[2:10].hex()}) is not among those of --schemas")
        name, writer = found
        stream = io.BytesIO(value[10:])
        record = fastavro.schemaless_reader(stream, writer, self._current.get(name, writer))
        if stream.read(1):
            raise Unreadable("there are further bytes behind its end")
        return record

    def _registered(self, topic, value):
        if self._registry is None:
            raise Unreadable("it is in a schema registry's wire format; give the registry with --schema-registry")
        from confluent_kafka.schema_registry import SchemaRegistryError
        from confluent_kafka.serialization import MessageField, SerializationContext

        said = False
        while True:
            try:
                return self._registry(value, SerializationContext(topic, MessageField.VALUE))
            except SchemaRegistryError as error:
                if error.http_status_code < 500:
                    raise
                cause = error
            except Exception as error:
                if not is_connection_error(error):
                    raise
                cause = error
            if not said:
                note(f"The schema registry at {self._registry_url} does not answer ({cause}); waiting for it.")
                said = True
            time.sleep(1)


def is_connection_error(error):
    """Whether an exception, or what caused it, says that somebody could not be reached."""
    while error is not None:
        if isinstance(error, OSError) or type(error).__name__ in ("ConnectError", "ConnectTimeout", "ReadTimeout"):
            return True
        error = error.__cause__ or error.__context__
    return False


# --- Records -------------------------------------------------------------------------------------


class Record:
    """One record: its topic without the prefix, its key, its time, and its value; None for a tombstone."""

    __slots__ = ("topic", "key", "time", "value")

    def __init__(self, topic, key, milliseconds, value):
        self.topic = topic
        self.key = key
        self.time = datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
        self.value = value


class Reader:
    """Follows topics from their beginnings, all partitions of each, committed records only.

    It joins no consumer group and commits nothing: it leaves no trace on the brokers.
    """

    def __init__(self, options, names):
        """Raises Problem where brokers, registry, schemas or topics are not there."""
        self._prefix = options.prefix
        self._values = Values(options.schemas, options.schema_registry)
        self._unreadable = 0
        self._follows = not options.once
        self._last_error = None
        self.caught_up = False
        self._consumer = self._open(options)
        self._behind = self._assign(options, names)

    def _open(self, options):
        quiet = logging.getLogger("librdkafka")
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False
        settings = {
            "bootstrap.servers": options.bootstrap_server,
            "group.id": f"trialstream-monitoring-{uuid.uuid4()}",  # the client wants one; it is not used
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "error_cb": self._on_error,
        }
        for each in options.properties:
            key, equals, value = each.partition("=")
            if not equals:
                raise Problem(f"-X {each} has no '='; expected KEY=VALUE.")
            settings[key] = value
        try:
            return Consumer(settings, logger=quiet)
        except (KafkaException, ValueError, TypeError) as error:
            raise Problem(f"The Kafka client refuses its settings: {sentence(error)}") from error

    def _assign(self, options, names):
        try:
            topics = self._consumer.list_topics(timeout=PATIENCE).topics
        except KafkaException as error:
            self._consumer.poll(0)  # tells _on_error what went wrong
            raise Problem(
                f"No broker answers at {options.bootstrap_server} within {PATIENCE:g} s ({self._last_error or sentence(error)});"
                " check --bootstrap-server and, where the brokers want them, the credentials (-X)."
            ) from error
        partitions = []
        for name in (self._prefix + each for each in names):
            if name not in topics or topics[name].error:
                found = ", ".join(sorted(each for each in topics if each.startswith(self._prefix))) or "none"
                raise Problem(
                    f"The broker at {options.bootstrap_server} has no topic {name};"
                    f" with the prefix '{self._prefix}' it has: {found}."
                )
            partitions += [TopicPartition(name, each, 0) for each in topics[name].partitions]
        self._consumer.assign(partitions)
        return {(each.topic, each.partition) for each in partitions}

    def _on_error(self, error):
        if error.code() != KafkaError._ALL_BROKERS_DOWN:
            self._last_error = error.str()
        if error.code() == KafkaError._ALL_BROKERS_DOWN and self.caught_up:
            note("No broker answers at the moment; waiting.")

    def batches(self):
        """Lists of records as they come, in each partition's order; an empty one when there are none for a moment."""
        while True:
            yield [record for message in self._consumer.consume(500, 0.2) if (record := self._take(message))]

    def _take(self, message):
        error = message.error()
        if error is None:
            name = message.topic()
            value = message.value()
            try:
                record = None if value is None else self._values.read(name, value)
            except Unreadable as reason:
                self._refuse(message, reason)
                return None
            key = (message.key() or b"").decode("utf-8", "replace")
            return Record(name[len(self._prefix) :], key, message.timestamp()[1], record)
        if error.code() == KafkaError._PARTITION_EOF:
            self._behind.discard((message.topic(), message.partition()))
            if not self._behind and not self.caught_up:
                self.caught_up = True
                if self._follows:
                    note("All that is there has been read; following. Ctrl-C ends.")
        elif error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
            raise Problem(f"The topic {message.topic()} is gone.")
        elif error.fatal() or not error.retriable():
            raise Problem(f"The topic {message.topic()} cannot be read: {error.str()}.")
        return None

    def _refuse(self, message, reason):
        self._unreadable += 1
        if self._unreadable <= 3:
            place = f"{message.topic()}, partition {message.partition()}, offset {message.offset()}"
            note(f"A record cannot be read ({place}): {reason}.")
        if self._unreadable == 3:
            note("Further ones are only counted.")

    def close(self):
        self._consumer.close()
        if self._unreadable:
            note(f"{self._unreadable} record(s) could not be read.")


# --- Output --------------------------------------------------------------------------------------


def note(text):
    """Says something that is no result."""
    print(f"{Path(sys.argv[0]).name}: {text}", file=sys.stderr, flush=True)


def sentence(error):
    inner = error.args[0] if error.args else error
    return inner.str() if isinstance(inner, KafkaError) else str(inner)


class Lines:
    """Prints rows in columns that widen as they must, or as JSON objects; colour on a terminal only."""

    COLOURS = {"green": "32", "red": "31;1", "bold": "1"}

    def __init__(self, options, columns):
        """columns: a heading and the least width of each."""
        self._json = options.format == "json"
        self._headings = [heading for heading, _ in columns]
        self._widths = [max(width, len(heading)) for heading, width in columns]
        self._colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._begun = False

    def row(self, cells, fields, colours=None):
        """Prints the cells, or the fields as JSON; colours: by column."""
        if self._json:
            print(json.dumps({key: plain(value) for key, value in fields.items()}, allow_nan=False), flush=True)
            return
        cells = ["".join(c if c.isprintable() else "?" for c in cell) for cell in cells]
        self._widths = [max(width, len(cell)) for width, cell in zip(self._widths, cells)]
        if not self._begun:
            self._print(self._headings, dict.fromkeys(range(len(cells)), "bold"))
            self._begun = True
        self._print(cells, colours or {})

    def _print(self, cells, colours):
        padded = [cell.ljust(width) for cell, width in zip(cells[:-1], self._widths)] + [cells[-1]]
        for column, colour in colours.items():
            if self._colour:
                padded[column] = f"\x1b[{self.COLOURS[colour]}m{padded[column]}\x1b[0m"
        print("  ".join(padded).rstrip(), flush=True)


def plain(value):
    """A value as JSON can say it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    return value


def short(value):
    """A number as a person reads it; other values as they are."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def clock(moment):
    """A time as the user's clock shows it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def run(main):
    """Runs a program: Ctrl-C and a closed pipe end it quietly, a Problem with its sentence and exit code 2."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except Problem as problem:
        note(str(problem))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(0)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
