package io.trialstream.scheduling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leases of one duration, by key. Since all last equally long, the order of renewal is the order of
 * expiry, and every operation but {@link #renewAll} takes constant time. Not safe for use by
 * several threads.
 *
 * @param <K> what is leased; a value with equality
 */
public final class Leases<K> {
  private final long durationMs;
  private final LinkedHashMap<K, Long> renewedMs = new LinkedHashMap<>();

  /**
   * @param durationMs how long a renewal lasts, in milliseconds, above 0
   */
  public Leases(long durationMs) {
    if (durationMs <= 0) {
      throw new IllegalArgumentException("a lease lasts above 0 ms, not " + durationMs);
    }
    this.durationMs = durationMs;
  }

  /** Grants or renews a lease, from now on. */
  public void renew(K key, long nowMs) {
    renewedMs.remove(key);
    renewedMs.put(key, nowMs);
  }

  /** Renews every lease, from now on. */
  public void renewAll(long nowMs) {
    renewedMs.replaceAll((key, before) -> nowMs);
  }

  /** Ends a lease; nothing happens where there is none. */
  public void release(K key) {
    renewedMs.remove(key);
  }

  /** Those whose last renewal was a duration or longer ago, the longest ago first. */
  public List<K> expired(long nowMs) {
    List<K> expired = new ArrayList<>();
    for (Map.Entry<K, Long> lease : renewedMs.entrySet()) {
      if (nowMs - lease.getValue() < durationMs) {
        break;
      }
      expired.add(lease.getKey());
    }
    return expired;
  }

  /** Whether the lease exists and was not renewed at or after the given moment. */
  public boolean idleSince(K key, long momentMs) {
    Long renewed = renewedMs.get(key);
    return renewed != null && renewed < momentMs;
  }

  /** How many there are. */
  public int size() {
    return renewedMs.size();
  }

  /** Ends all leases. */
  public void clear() {
    renewedMs.clear();
  }
}
