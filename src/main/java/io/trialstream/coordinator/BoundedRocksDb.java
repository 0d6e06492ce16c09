package io.trialstream.coordinator;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory of all RocksDB stores of an instance together: Kafka Streams bounds it per
 * store only, and there is a store for each partition.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  /** The setting under which the instance's {@link Memory} stands in the Streams configuration. */
  static final String MEMORY = "trialstream.rocksdb.memory";

  /** One instance's memory for RocksDB. */
  static final class Memory implements AutoCloseable {
    static {
      // Until Kafka Streams opens its first store, nobody else has loaded the native library.
      RocksDB.loadLibrary();
    }

    private static final long CACHE_BYTES = 64L << 20;
    private static final long WRITE_BUFFER_BYTES = 32L << 20;

    private final Cache cache = new LRUCache(CACHE_BYTES);
    private final WriteBufferManager writeBuffers =
        new WriteBufferManager(WRITE_BUFFER_BYTES, cache);

    @Override
    public void close() {
      writeBuffers.close();
      cache.close();
    }
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    if (configs.get(MEMORY) instanceof Memory memory
        && options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
      table.setBlockCache(memory.cache);
      table.setCacheIndexAndFilterBlocks(true);
      options.setWriteBufferManager(memory.writeBuffers);
      options.setWriteBufferSize(4L << 20);
      options.setTableFormatConfig(table);
    }
  }

  @Override
  public void close(String storeName, Options options) {
    // The memory outlives a store; its instance closes it.
  }
}
