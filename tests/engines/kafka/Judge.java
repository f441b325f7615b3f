import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.*;

/**
 * Asks a Kafka broker by the Java client: {@code Judge <host:port> <prefix> <scenario> ...}. Prints what it found, a line of
 * JSON for each scenario; kafka-clients.test.ts says what that must be, and confluent.py asks the same by librdkafka.
 */
public final class Judge {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrap;
  private final String prefix;
  private final Admin admin;
  private int names = 0;

  private Judge(String bootstrap, String prefix) {
    this.bootstrap = bootstrap;
    this.prefix = prefix;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
  }

  public static void main(String[] args) throws Exception {
    Judge judge = new Judge(args[0], args[1]);
    Map<String, Callable<Map<String, Object>>> scenarios = Map.of(
        "records", judge::records,
        "codecs", judge::codecs,
        "groups", judge::groups,
        "offsets", judge::offsets,
        "idempotence", judge::idempotence,
        "transactions", judge::transactions,
        "topics", judge::topics,
        "newGroupProtocol", judge::newGroupProtocol);
    for (String wanted : List.of(args).subList(2, args.length)) {
      Map<String, Object> found;
      try {
        found = scenarios.get(wanted).call();
      } catch (Exception error) {
        found = Map.of("error", error.toString());
      }
      System.out.println(new ObjectMapper().writeValueAsString(Map.of(wanted, found)));
    }
    judge.admin.close();
  }

  private Map<String, Object> records() throws Exception {
    String to = topic(3);
    List<String> keys = List.of("a", "b", "c", "d");
    for (String acks : List.of("all", "1", "0")) {
      try (var by = producer(Map.of("acks", acks, "enable.idempotence", false))) {
        for (String key : keys) {
          var header = new RecordHeader("h", "값".getBytes("UTF-8"));
          by.send(new ProducerRecord<>(to, null, key, key + " " + acks, List.of(header))).get();
        }
      }
    }
    try (var by = consumer(name("group"), Map.of())) {
      by.subscribe(List.of(to));
      List<ConsumerRecord<String, String>> found = read(by, 12);
      Map<String, List<String>> values = new TreeMap<>();
      Map<String, Set<Integer>> partitions = new TreeMap<>();
      Set<String> headers = new TreeSet<>();
      long nowMs = System.currentTimeMillis();
      for (var one : found) {
        values.computeIfAbsent(one.key(), key -> new ArrayList<>()).add(one.value());
        partitions.computeIfAbsent(one.key(), key -> new HashSet<>()).add(one.partition());
        for (var header : one.headers()) headers.add(header.key() + "=" + new String(header.value(), "UTF-8"));
      }
      return Map.of(
          "values", values,
          "partitionsOfAKey", partitions.values().stream().map(Set::size).distinct().sorted().toList(),
          "headers", headers,
          "isOnTime", found.stream().allMatch(one -> Math.abs(one.timestamp() - nowMs) < 60_000));
    }
  }

  private Map<String, Object> codecs() throws Exception {
    Map<String, Object> found = new LinkedHashMap<>();
    List<String> sent = numbers(100).map(number -> number + " " + "the same over and over ".repeat(50)).toList();
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      String to = topic(1);
      try (var by = producer(Map.of("compression.type", codec))) {
        send(by, to, sent);
      }
      found.put(codec, readAll(to, 100, Map.of()).equals(sent));
    }
    return found;
  }

  private Map<String, Object> groups() throws Exception {
    Map<String, Object> found = new LinkedHashMap<>();
    var strategies = Map.of("eager", RangeAssignor.class, "cooperative", CooperativeStickyAssignor.class);
    for (var strategy : strategies.entrySet()) {
      String to = topic(4);
      String group = name("group");
      Map<String, Object> config = Map.of("partition.assignment.strategy", strategy.getValue().getName());
      var members = Stream.of(consumer(group, config), consumer(group, config)).collect(Collectors.toCollection(ArrayList::new));
      for (var member : members) member.subscribe(List.of(to));
      Supplier<List<Integer>> held = () -> members.stream().map(member -> {
        member.poll(Duration.ofMillis(100));
        return member.assignment().size();
      }).toList();
      until("both hold two", () -> held.get().equals(List.of(2, 2)));
      members.remove(1).close();
      until("one holds all", () -> held.get().equals(List.of(4)));
      members.remove(0).close();
      found.put(strategy.getKey(), "2 + 2, then 4");
    }
    return found;
  }

  private Map<String, Object> offsets() throws Exception {
    String to = topic(1);
    String group = name("group");
    long beganMs = System.currentTimeMillis();
    try (var by = producer(Map.of())) {
      send(by, to, numbers(10).toList());
    }
    var here = new TopicPartition(to, 0);
    try (var first = consumer(group, Map.of())) {
      first.subscribe(List.of(to));
      read(first, 10);
      first.commitSync(Map.of(here, new OffsetAndMetadata(4)));
    }
    try (var second = consumer(group, Map.of())) {
      second.subscribe(List.of(to));
      List<String> rest = texts(read(second, 6));
      second.seek(here, 8);
      List<String> sought = texts(read(second, 2));
      Map<String, Object> found = new LinkedHashMap<>();
      found.put("rest", rest);
      found.put("sought", sought);
      found.put("committed", second.committed(Set.of(here)).get(here).offset());
      found.put("position", second.position(here));
      found.put("ends", List.of(second.beginningOffsets(Set.of(here)).get(here), second.endOffsets(Set.of(here)).get(here)));
      found.put("byTime", second.offsetsForTimes(Map.of(here, beganMs - 1000)).get(here).offset());
      found.put("later", second.offsetsForTimes(Map.of(here, beganMs + 3_600_000)).get(here));
      return found;
    }
  }

  private Map<String, Object> idempotence() throws Exception {
    String to = topic(1);
    List<String> sent = numbers(200).toList();
    try (var by = producer(Map.of("enable.idempotence", true, "request.timeout.ms", 1000, "linger.ms", 0))) {
      for (String value : sent) by.send(new ProducerRecord<>(to, value)).get();
    }
    return Map.of("isOnceAndInOrder", readAll(to, 200, Map.of()).equals(sent));
  }

  private Map<String, Object> transactions() throws Exception {
    String to = topic(1);
    var here = new TopicPartition(to, 0);
    Map<String, Object> config = Map.of("transactional.id", name("transactional"));
    long committed;
    boolean isFenced = false;
    try (var old = producer(config); var member = consumer(name("group"), Map.of())) {
      old.initTransactions();
      member.subscribe(List.of(to));
      until("an assignment", () -> {
        member.poll(POLL);
        return !member.assignment().isEmpty();
      });
      // It asks what is committed; until that is answered it would take the same answer for what it is asked below.
      member.position(here);
      for (boolean isCommit : List.of(false, true)) {
        old.beginTransaction();
        old.send(new ProducerRecord<>(to, isCommit ? "committed" : "aborted")).get();
        old.sendOffsetsToTransaction(Map.of(here, new OffsetAndMetadata(isCommit ? 7 : 3)), member.groupMetadata());
        if (isCommit) old.commitTransaction();
        else old.abortTransaction();
      }
      committed = member.committed(Set.of(here)).get(here).offset();
      old.beginTransaction();
      old.send(new ProducerRecord<>(to, "of the old one")).get();
      try (var young = producer(config)) {
        young.initTransactions();
        old.commitTransaction();
      } catch (KafkaException error) {
        isFenced = true;
      }
    }
    return Map.of(
        "committedOffset", committed,
        "isFenced", isFenced,
        "readCommitted", readAll(to, 1, Map.of("isolation.level", "read_committed")),
        "readUncommitted", readAll(to, 3, Map.of("isolation.level", "read_uncommitted")));
  }

  private Map<String, Object> topics() throws Exception {
    String to = topic(2);
    admin.createPartitions(Map.of(to, NewPartitions.increaseTo(3))).all().get();
    until("three partitions", () -> partitionsOf(to) == 3);
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, to);
    String retentionMs = admin.describeConfigs(Set.of(resource)).all().get().get(resource).get("retention.ms").value();
    String again = "";
    try {
      admin.createTopics(List.of(new NewTopic(to, 1, (short) 1))).all().get();
    } catch (ExecutionException error) {
      again = error.getCause() instanceof org.apache.kafka.common.errors.TopicExistsException ? "TOPIC_ALREADY_EXISTS" : "" + error;
    }
    admin.deleteTopics(Set.of(to)).all().get();
    until("it is gone", () -> !admin.listTopics().names().get().contains(to));
    return Map.of("partitions", 3, "retentionMs", retentionMs, "again", again);
  }

  /** KIP-848: who opts in is told at once, and not left waiting, where the broker knows classic groups only. */
  private Map<String, Object> newGroupProtocol() throws Exception {
    String to = topic(1);
    try (var by = new KafkaConsumer<String, String>(Map.of(
        "bootstrap.servers", bootstrap, "group.id", name("group"), "group.protocol", "consumer",
        "key.deserializer", StringDeserializer.class, "value.deserializer", StringDeserializer.class))) {
      by.subscribe(List.of(to));
      until("an assignment", () -> {
        by.poll(POLL);
        return !by.assignment().isEmpty();
      });
      return Map.of("told", "it is spoken");
    } catch (KafkaException error) {
      return Map.of("told", error.getClass().getSimpleName());
    }
  }

  private String name(String kind) {
    return prefix + "-" + kind + "-" + ++names;
  }

  private String topic(int partitions) throws Exception {
    String made = name("topic");
    admin.createTopics(List.of(new NewTopic(made, partitions, (short) 1))).all().get();
    until("it is told of", () -> partitionsOf(made) == partitions);
    return made;
  }

  private int partitionsOf(String topic) throws Exception {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
    } catch (ExecutionException notYet) {
      return 0;
    }
  }

  private KafkaProducer<String, String> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap, "linger.ms", 20));
    config.putAll(more);
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }

  private KafkaConsumer<String, String> consumer(String group, Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(Map.of(
        "bootstrap.servers", bootstrap, "group.id", group, "auto.offset.reset", "earliest", "enable.auto.commit", false,
        "session.timeout.ms", 6000, "heartbeat.interval.ms", 200, "fetch.max.wait.ms", 100));
    config.putAll(more);
    return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  private static Stream<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf);
  }

  private static void send(KafkaProducer<String, String> by, String to, List<String> values) throws Exception {
    List<Future<RecordMetadata>> sent = values.stream().map(value -> by.send(new ProducerRecord<>(to, value))).toList();
    for (var one : sent) one.get();
  }

  /** So many messages, and none beyond them. */
  private static List<ConsumerRecord<String, String>> read(KafkaConsumer<String, String> by, int count) throws Exception {
    List<ConsumerRecord<String, String>> got = new ArrayList<>();
    until(count + " messages", () -> {
      var some = by.poll(POLL);
      some.forEach(got::add);
      return some.isEmpty() && got.size() >= count;
    });
    return got;
  }

  private static List<String> texts(List<ConsumerRecord<String, String>> records) {
    return records.stream().map(ConsumerRecord::value).toList();
  }

  private List<String> readAll(String of, int count, Map<String, Object> more) throws Exception {
    try (var by = consumer(name("group"), more)) {
      by.subscribe(List.of(of));
      return texts(read(by, count));
    }
  }

  private static void until(String what, Callable<Boolean> ask) throws Exception {
    long limitNs = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < limitNs) if (ask.call()) return;
    throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
  }
}
