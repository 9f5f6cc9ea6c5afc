package dev.sluice.gateway;

import com.google.common.io.MoreFiles;
import dev.sluice.demo.ChildJvm;
import dev.sluice.demo.SmallJvm;
import dev.sluice.local.Security;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker with TLS, SCRAM and ACLs, and a registry, for the tests of a class. A user may do
 * nothing until a test allows it.
 */
final class SecuredCluster implements BeforeAllCallback, AfterAllCallback {
  static final String PASSWORD = "a password for tests only";

  private static final Pattern READY = Pattern.compile("ready kafka=(\\S+) registry=(\\S+)");

  private record Running(
      Path dir, ChildJvm child, Matcher addresses, Security security, Admin admin) {}

  private final Queue<String> denials = new ConcurrentLinkedQueue<>();
  private @Nullable Running running;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Path dir = Files.createTempDirectory("sluice-secured-cluster");
    ChildJvm child = start(dir);
    Matcher addresses = READY.matcher(child.readyLine());
    addresses.matches();
    Security security = Security.of(dir);
    Map<String, Object> settings = new HashMap<>(security.ofAdmin());
    settings.put("bootstrap.servers", addresses.group(1));
    running = new Running(dir, child, addresses, security, Admin.create(settings));
  }

  private ChildJvm start(Path dir) throws Exception {
    return ChildJvm.start(
        new ChildJvm.Command(
            "the secured cluster",
            "dev.sluice.local.LocalCluster",
            SmallJvm.CLASS_PATH,
            SmallJvm.options(512),
            List.of("--data", dir.toString(), "--secured", "--until-stdin-closes"),
            Map.of()),
        READY.asMatchPredicate(),
        RealCluster.PATIENCE,
        this::note);
  }

  /** Ends all connections; where it was before, unless somebody has taken its ports. */
  void restart() throws Exception {
    Running before = get();
    before.child().close();
    running =
        new Running(
            before.dir(),
            start(before.dir()),
            before.addresses(),
            before.security(),
            before.admin());
  }

  private void note(String line) {
    if (line.contains(" is Denied ")) {
      denials.add(line);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (running != null) {
      running.admin().close();
      running.child().close();
      MoreFiles.deleteRecursively(running.dir());
    }
  }

  /** Of the super user. */
  Admin admin() {
    return get().admin();
  }

  String bootstrapServers() {
    return get().addresses().group(1);
  }

  String registryUrl() {
    return get().addresses().group(2);
  }

  /** What a user's clients need. */
  Map<String, String> client(String user) {
    Map<String, String> settings = new HashMap<>(get().security().ofUser(user, PASSWORD));
    settings.put("bootstrap.servers", bootstrapServers());
    return settings;
  }

  /** Makes a user who may do nothing, and returns when the broker knows it. */
  void addUser(String user) throws Exception {
    setPassword(user, PASSWORD);
    RealCluster.await()
        .ignoreExceptions()
        .until(
            () -> {
              try (Admin own = Admin.create(Map.copyOf(client(user)))) {
                return own.listTopics().names().get() != null;
              }
            });
  }

  /** Of new connections; those that are there stay. */
  void setPassword(String user, String password) throws Exception {
    admin()
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
        .all()
        .get();
  }

  /** Gives a user these rights and takes all others away; returns when the broker knows it. */
  void allow(String user, Collection<Right> rights) throws Exception {
    List<AclBinding> wanted = rights.stream().map(right -> right.of(user)).toList();
    Set<AclBinding> present = aclsOf(user);
    admin()
        .deleteAcls(
            present.stream()
                .filter(acl -> !wanted.contains(acl))
                .map(AclBinding::toFilter)
                .toList())
        .all()
        .get();
    admin().createAcls(wanted).all().get();
    RealCluster.await().until(() -> aclsOf(user).equals(Set.copyOf(wanted)));
  }

  private Set<AclBinding> aclsOf(String user) throws Exception {
    return admin().describeAcls(AclBindingFilter.ANY).values().get().stream()
        .filter(acl -> acl.entry().principal().equals("User:" + user))
        .collect(Collectors.toSet());
  }

  /** What the broker has denied to a user so far, as its log says it. */
  List<String> denials(String user) {
    return denials.stream().filter(line -> line.contains("User:" + user + " is Denied")).toList();
  }

  /** A configuration file of a user: where everything is, then what the test is about. */
  String config(String user, String prefix, Path stateDir, String rest) {
    String security =
        get().security().ofUser(user, PASSWORD).entrySet().stream()
            .map(entry -> "  %s: '%s'\n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return RealCluster.config(prefix, stateDir, bootstrapServers(), registryUrl(), rest)
        .replaceFirst("kafka:\n", Matcher.quoteReplacement("kafka:\n" + security));
  }

  private Running get() {
    return Objects.requireNonNull(running);
  }

  /** What a user may do with a resource, from any host. */
  record Right(ResourceType type, String name, PatternType pattern, AclOperation operation) {

    static Right topic(String name, AclOperation operation) {
      return new Right(ResourceType.TOPIC, name, PatternType.LITERAL, operation);
    }

    AclBinding of(String user) {
      return new AclBinding(
          new ResourcePattern(type, name, pattern),
          new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    @Override
    public String toString() {
      return "%s on %s %s %s".formatted(operation, type, pattern, name);
    }
  }
}
