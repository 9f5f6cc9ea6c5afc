package dev.sluice.gateway;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What Kafka Streams counts about itself in the test's own JVM. */
final class StreamsBeans {
  private StreamsBeans() {}

  /** How many stream threads have died, of the gateway with that prefix. */
  static double failedThreads(String prefix) throws Exception {
    return sum("type=stream-metrics,client-id=" + prefix + "*", "failed-stream-threads");
  }

  /** How many tasks its threads have closed, in good order or not. */
  static double closedTasks(String prefix) throws Exception {
    return sum("type=stream-thread-metrics,thread-id=" + prefix + "*", "task-closed-total");
  }

  /** How many tasks each of its threads that has any has now. */
  static Collection<Integer> tasksOfThreads(String prefix) throws Exception {
    Map<String, Integer> tasks = new HashMap<>();
    ObjectName all =
        new ObjectName(
            "kafka.streams:type=stream-task-metrics,thread-id=" + prefix + "*,task-id=*");
    for (ObjectName task : ManagementFactory.getPlatformMBeanServer().queryNames(all, null)) {
      tasks.merge(task.getKeyProperty("thread-id"), 1, Integer::sum);
    }
    return tasks.values();
  }

  private static double sum(String which, String attribute) throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    double sum = 0;
    for (ObjectName bean : beans.queryNames(new ObjectName("kafka.streams:" + which), null)) {
      sum += (Double) beans.getAttribute(bean, attribute);
    }
    return sum;
  }
}
