"""Asks a Kafka broker by confluent-kafka (librdkafka): `confluent.py <host:port> <prefix> <scenario> ...`.

Prints what it found, a line of JSON for each scenario; kafka-clients.test.ts says what that must be, and Judge.java asks
the same by the Java client.
"""
import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

BOOTSTRAP, PREFIX = sys.argv[1:3]
PATIENCE_S = 30
CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
STRATEGIES = {"eager": "range", "cooperative": "cooperative-sticky"}
names = 0


def name(kind):
    global names
    names += 1
    return f"{PREFIX}-{kind}-{names}"


# What it was asked is given up when it is collected.
admin = AdminClient({"bootstrap.servers": BOOTSTRAP})


def topic(partitions=1):
    made = name("topic")
    for future in admin.create_topics([NewTopic(made, partitions, 1)]).values():
        future.result(PATIENCE_S)
    return made


def producer(**more):
    config = {"bootstrap.servers": BOOTSTRAP, "linger.ms": 20}
    return Producer({**config, **dotted(more)})


def dotted(config):
    return {key.replace("_", "."): value for key, value in config.items()}


def send(by, to, values, **more):
    failed = []
    for value in values:
        by.produce(to, value=value, on_delivery=lambda error, _: error and failed.append(str(error)), **more)
    by.flush(PATIENCE_S)
    if failed:
        raise SystemExit(f"not delivered: {failed}")


def consumer(group=None, **more):
    return Consumer(
        {
            "bootstrap.servers": BOOTSTRAP,
            "group.id": group or name("group"),
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "session.timeout.ms": 6000,
            "heartbeat.interval.ms": 200,
            "fetch.wait.max.ms": 100,
            **dotted(more),
        }
    )


def until(what, ask):
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        found = ask()
        if found:
            return found
    raise SystemExit(f"not within {PATIENCE_S} s: {what}")


def read(by, count):
    """So many messages, and none beyond them."""
    got = []

    def ask():
        message = by.poll(0.2)
        if message is not None:
            if message.error():
                raise KafkaException(message.error())
            got.append(message)
        return message is None and len(got) >= count

    until(f"{count} messages", ask)
    return got


def texts(messages):
    return [message.value().decode() for message in messages]


def read_all(of, count, **more):
    by = consumer(**more)
    by.subscribe([of])
    found = texts(read(by, count))
    by.close()
    return found


def records():
    to = topic(3)
    # Who wants no answer comes last: a topic that is new may not be there yet, and nobody would say so.
    for acks in ["all", "1", "0"]:
        by = producer(acks=acks)
        for key in ["a", "b", "c", "d"]:
            send(by, to, [f"{key} {acks}"], key=key, headers={"h": "값".encode()})
    by = consumer()
    by.subscribe([to])
    found = read(by, 12)
    by.close()
    by_key = {key: [one for one in found if one.key().decode() == key] for key in ["a", "b", "c", "d"]}
    return {
        "values": {key: texts(of) for key, of in by_key.items()},
        "partitionsOfAKey": sorted({len({one.partition() for one in of}) for of in by_key.values()}),
        "headers": sorted({f"{key}={value.decode()}" for one in found for key, value in one.headers()}),
        "isOnTime": all(abs(one.timestamp()[1] / 1000 - time.time()) < 60 for one in found),
    }


def codecs():
    found = {}
    for codec in CODECS:
        to = topic()
        sent = [f"{number} " + "the same over and over " * 50 for number in range(100)]
        send(producer(compression_type=codec), to, sent)
        found[codec] = read_all(to, 100) == sent
    return found


def groups():
    found = {}
    for kind, strategy in STRATEGIES.items():
        to = topic(4)
        group = name("group")
        members = [consumer(group, partition_assignment_strategy=strategy) for _ in range(2)]
        for member in members:
            member.subscribe([to])

        def held():
            for member in members:
                member.poll(0.1)
            return [len(member.assignment()) for member in members]

        until("both hold two", lambda: held() == [2, 2])
        members.pop().close()
        until("one holds all", lambda: held() == [4])
        members.pop().close()
        found[kind] = "2 + 2, then 4"
    return found


def offsets():
    to = topic()
    group = name("group")
    began_ms = int(time.time() * 1000)
    send(producer(), to, [str(number) for number in range(10)])
    here = TopicPartition(to, 0)
    first = consumer(group)
    first.subscribe([to])
    read(first, 10)
    first.commit(offsets=[TopicPartition(to, 0, 4)], asynchronous=False)
    first.close()
    second = consumer(group)
    second.subscribe([to])
    rest = texts(read(second, 6))
    second.seek(TopicPartition(to, 0, 8))
    sought = texts(read(second, 2))
    found = {
        "rest": rest,
        "sought": sought,
        "committed": second.committed([here], PATIENCE_S)[0].offset,
        "position": second.position([here])[0].offset,
        "ends": list(second.get_watermark_offsets(here, PATIENCE_S)),
        "byTime": second.offsets_for_times([TopicPartition(to, 0, began_ms - 1000)], PATIENCE_S)[0].offset,
        "later": second.offsets_for_times([TopicPartition(to, 0, began_ms + 3_600_000)], PATIENCE_S)[0].offset,
    }
    # librdkafka says the end (-1), the Java client null.
    found["later"] = None if found["later"] == -1 else found["later"]
    second.close()
    return found


def idempotence():
    to = topic()
    sent = [str(number) for number in range(200)]
    by = producer(enable_idempotence=True, linger_ms=0, request_timeout_ms=1000)
    for value in sent:
        send(by, to, [value])
    return {"isOnceAndInOrder": read_all(to, 200) == sent}


def transactions():
    to = topic()
    group = name("group")
    transactional_id = name("transactional")
    by = producer(transactional_id=transactional_id)
    by.init_transactions(PATIENCE_S)
    member = consumer(group)
    member.subscribe([to])
    until("an assignment", lambda: member.poll(0.1) or member.assignment())
    for value, offset, is_commit in [("aborted", 3, False), ("committed", 7, True)]:
        by.begin_transaction()
        by.produce(to, value=value)
        # Who aborts throws away what it has not sent yet.
        by.flush(PATIENCE_S)
        by.send_offsets_to_transaction([TopicPartition(to, 0, offset)], member.consumer_group_metadata(), PATIENCE_S)
        if is_commit:
            by.commit_transaction(PATIENCE_S)
        else:
            by.abort_transaction(PATIENCE_S)
    committed = member.committed([TopicPartition(to, 0)], PATIENCE_S)[0].offset
    member.close()
    by.begin_transaction()
    by.produce(to, value="of the old one")
    by.flush(PATIENCE_S)
    young = producer(transactional_id=transactional_id)
    young.init_transactions(PATIENCE_S)
    try:
        by.commit_transaction(PATIENCE_S)
        is_fenced = False
    except KafkaException:
        is_fenced = True
    return {
        "committedOffset": committed,
        "isFenced": is_fenced,
        "readCommitted": read_all(to, 1, isolation_level="read_committed"),
        "readUncommitted": read_all(to, 3, isolation_level="read_uncommitted"),
    }


def topics():
    to = topic(2)
    for future in admin.create_partitions([NewPartitions(to, 3)]).values():
        future.result(PATIENCE_S)
    until("three partitions", lambda: len(admin.list_topics(to, PATIENCE_S).topics[to].partitions) == 3)
    resource = ConfigResource(ConfigResource.Type.TOPIC, to)
    configs = list(admin.describe_configs([resource]).values())[0].result(PATIENCE_S)
    try:
        list(admin.create_topics([NewTopic(to, 1, 1)]).values())[0].result(PATIENCE_S)
        again = None
    except KafkaException as error:
        again = error.args[0].name()
    list(admin.delete_topics([to]).values())[0].result(PATIENCE_S)
    until("it is gone", lambda: to not in admin.list_topics(timeout=PATIENCE_S).topics)
    return {"partitions": 3, "retentionMs": configs["retention.ms"].value, "again": again}


scenarios = {one.__name__: one for one in [records, codecs, groups, offsets, idempotence, transactions, topics]}
for wanted in sys.argv[3:]:
    try:
        found = scenarios[wanted]()
    except (Exception, SystemExit) as error:
        found = {"error": repr(error)}
    print(json.dumps({wanted: found}, ensure_ascii=False), flush=True)
