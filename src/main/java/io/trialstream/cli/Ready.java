package io.trialstream.cli;

import java.util.Optional;

/**
 * What a program that stays says once it is ready, for those who wait for it.
 *
 * @param address the address of a server's API; empty for the others
 * @param bootstrapServers the Kafka brokers
 * @param pool the pool that a worker serves; empty for the others
 * @param data where its data are
 * @param metrics where its metrics are read; empty where they are not
 */
record Ready(
    Optional<String> address,
    String bootstrapServers,
    Optional<String> pool,
    String data,
    Optional<String> metrics) {}
