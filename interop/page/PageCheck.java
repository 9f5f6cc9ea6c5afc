import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Looks at the page as an operator does, in light, dark and narrow: numbers move, plots draw, the
 * keyboard alone finds a fallback's timeline, nothing is logged as an error, no other host is asked,
 * nothing that was written shows, and axe-core finds no serious fault.
 *
 * <p>Arguments: URL, operators' key, polling ID of a call that fell back, directory for screenshots,
 * and perhaps {@code one-is-gone}: then one of the two instances must be told to be missing.
 */
public final class PageCheck {
  private static final List<String> GRAVE = List.of("serious", "critical");

  private static final List<String> faults = new ArrayList<>();

  private PageCheck() {}

  public static void main(String[] args) throws IOException {
    // it knows the protocol of older Chromes only, of which nothing here makes use
    Logger.getLogger("org.openqa.selenium").setLevel(Level.SEVERE);
    URI url = URI.create(args[0]);
    String withKey = "http://operator:" + args[1].replace(" ", "%20") + "@" + url.getAuthority() + "/";
    if (args.length > 4) {
      look("light", 1280, 900, driver -> oneIsGone(driver, withKey));
    } else {
      Path images = Path.of(args[3]);
      for (String theme : List.of("light", "dark")) {
        look(theme, 1280, 900, driver -> page(driver, withKey, images.resolve("page-" + theme + ".png")));
      }
      look("light", 360, 800, driver -> page(driver, withKey, images.resolve("page-narrow.png")));
      look("light", 1280, 900, driver -> story(driver, withKey, args[2], images.resolve("page-story.png")));
    }
    faults.forEach(fault -> System.out.println("FAULT " + fault));
    System.out.println(faults.isEmpty() ? "the page is as it should be" : faults.size() + " faults");
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  private interface Looking {
    void at(ChromeDriver driver) throws IOException;
  }

  private static void look(String theme, int width, int height, Looking looking) throws IOException {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
        "--disable-background-networking", "--disable-component-update", "--no-first-run");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile()).build();
    ChromeDriver driver = new ChromeDriver(service, options);
    try {
      driver.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
      try {
        looking.at(driver);
      } catch (WebDriverException broken) {
        faults.add(String.valueOf(broken.getMessage()).lines().findFirst().orElse("a step failed"));
      }
      messages(driver);
      hosts(driver);
    } finally {
      driver.quit();
    }
  }

  private static void page(ChromeDriver driver, String url, Path image) throws IOException {
    driver.get(url);
    awaits(driver, "live numbers of two instances", d -> state(d).equals("live, 2 instances"));
    String before = numbers(driver);
    awaits(driver, "numbers that move", d -> !numbers(d).equals(before));
    check(drawn(driver, "rate") && drawn(driver, "latency"), "a plot draws nothing");
    for (String rows : List.of("targets", "limits", "failures", "spend-tenants", "spend-routes", "spend-models", "recent")) {
      check(!driver.findElements(By.cssSelector("#" + rows + " tbody tr")).isEmpty(), rows + " has no rows");
    }
    Object wider = driver.executeScript("return document.documentElement.scrollWidth > innerWidth");
    check(wider.equals(false), image.getFileName() + ": the page is wider than the window");
    silent(driver);
    axe(driver, image.getFileName().toString());
    shoot(driver, image);
  }

  private static void story(ChromeDriver driver, String url, String id, Path image) throws IOException {
    driver.get(url);
    awaits(driver, "live numbers", d -> state(d).startsWith("live"));
    // tab by tab, as somebody without a mouse
    for (int i = 0; i < 20 && !hasFocus(driver, "query"); i++) {
      focused(driver).sendKeys(Keys.TAB);
    }
    check(hasFocus(driver, "query"), "Tab does not reach the search");
    focused(driver).sendKeys(id, Keys.ENTER);
    awaits(driver, "a timeline", d -> !d.findElements(By.cssSelector(".timeline li")).isEmpty());
    String told = driver.findElement(By.id("found-body")).getText();
    for (String step : List.of("Admitted", "Attempt 1 failed", "Attempt 2 answered", "Completed", "swift", "calm")) {
      check(told.contains(step), "the timeline lacks '" + step + "': " + told);
    }
    check(hasFocus(driver, "found-title"), "the timeline does not have the focus");
    silent(driver);
    axe(driver, "timeline");
    shoot(driver, image);
    focused(driver).sendKeys(Keys.ESCAPE);
    check(hasFocus(driver, "query"), "Escape does not go back to the search");
    focused(driver).sendKeys(Keys.chord(Keys.CONTROL, "a"), "umbrella", Keys.ENTER);
    awaits(driver, "calls of a tenant", d -> d.findElements(By.cssSelector("#found tbody a")).size() > 1);
    WebElement link = driver.findElement(By.cssSelector("#found tbody a"));
    link.sendKeys(Keys.ENTER);
    awaits(driver, "a call of the list", d -> !d.findElements(By.cssSelector(".timeline li")).isEmpty());
  }

  private static void oneIsGone(ChromeDriver driver, String url) {
    driver.get(url);
    // until its session is over it is still known, and doesn't answer
    awaits(driver, "word of the missing instance", d -> state(d).equals("1 of 2 instances answer"));
    String told = driver.findElement(By.id("instances")).getText();
    check(told.contains("is missing: it does not answer"), "the page does not name the missing instance: " + told);
  }

  private static WebElement focused(WebDriver driver) {
    return driver.switchTo().activeElement();
  }

  private static boolean hasFocus(WebDriver driver, String id) {
    return id.equals(focused(driver).getDomAttribute("id"));
  }

  private static String state(WebDriver driver) {
    return driver.findElement(By.id("state")).getText();
  }

  private static String numbers(WebDriver driver) {
    return driver.findElement(By.id("figures")).getText() + driver.findElement(By.id("recent")).getText();
  }

  /** Whether the canvas has more than axes: pixels of the first line's color. */
  private static boolean drawn(ChromeDriver driver, String plot) {
    String script =
        """
        const canvas = document.querySelector('#%s canvas');
        const {width, height} = canvas;
        const data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
        let coloured = 0;
        for (let i = 0; i < data.length; i += 4) {
          const [r, g, b, a] = data.subarray(i, i + 4);
          if (a > 128 && Math.max(r, g, b) - Math.min(r, g, b) > 60) coloured++;
        }
        return coloured;
        """;
    return (long) driver.executeScript(script.formatted(plot)) > 100;
  }

  private static void silent(WebDriver driver) {
    String text = driver.findElement(By.tagName("body")).getText();
    check(!text.contains("nobody may see"), "the page shows a prompt or an answer");
  }

  private static void axe(ChromeDriver driver, String where) {
    Results results = new AxeBuilder().analyze(driver);
    for (Rule rule : results.getViolations()) {
      String told = "axe, " + where + ": " + rule.getImpact() + " " + rule.getId() + ": " + rule.getNodes().stream().map(node -> String.valueOf(node.getTarget())).limit(3).toList();
      if (GRAVE.contains(rule.getImpact())) {
        faults.add(told);
      } else {
        System.out.println("note: " + told);
      }
    }
    System.out.println("axe, " + where + ": " + results.getPasses().size() + " rules passed");
  }

  private static void messages(WebDriver driver) {
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      check(entry.getLevel().intValue() < Level.WARNING.intValue(), "console: " + entry.getMessage());
    }
  }

  private static void hosts(WebDriver driver) {
    long asked = 0;
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      String message = entry.getMessage();
      if (message.contains("\"Network.requestWillBeSent\"")) {
        String url = message.replaceFirst("(?s).*?\"request\":\\{.*?\"url\":\"(.*?)\".*", "$1");
        check(url.startsWith("http://127.0.0.1") || url.matches("http://[^@/]*@127.0.0.1.*") || url.startsWith("data:"), "another host is asked: " + url);
        asked++;
      }
    }
    check(asked > 5, "the requests of the page were not seen");
  }

  private static void shoot(ChromeDriver driver, Path image) throws IOException {
    Object height = driver.executeScript("return document.documentElement.scrollHeight");
    Object width = driver.executeScript("return innerWidth");
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    awaits(driver, "the taller window", d -> true);
    byte[] shot = driver.getScreenshotAs(OutputType.BYTES);
    ImageIO.write(fewerColors(ImageIO.read(new ByteArrayInputStream(shot))), "png", image.toFile());
  }

  /** The most frequent 256 colors, and for each other one the nearest of them: a third of the bytes. */
  private static BufferedImage fewerColors(BufferedImage shot) {
    int width = shot.getWidth();
    int[] pixels = shot.getRGB(0, 0, width, shot.getHeight(), null, 0, width);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel & 0xFFFFFF, 1, Integer::sum);
    }
    List<Integer> palette =
        counts.entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
            .limit(256)
            .map(Map.Entry::getKey)
            .toList();
    byte[][] channels = new byte[3][palette.size()];
    for (int i = 0; i < palette.size(); i++) {
      for (int channel = 0; channel < 3; channel++) {
        channels[channel][i] = (byte) (palette.get(i) >> (16 - 8 * channel));
      }
    }
    IndexColorModel colors = new IndexColorModel(8, palette.size(), channels[0], channels[1], channels[2]);
    BufferedImage image = new BufferedImage(width, shot.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colors);
    Map<Integer, Integer> nearest = new HashMap<>();
    for (int i = 0; i < pixels.length; i++) {
      int index = nearest.computeIfAbsent(pixels[i] & 0xFFFFFF, color -> nearest(color, palette));
      image.getRaster().setSample(i % width, i / width, 0, index);
    }
    return image;
  }

  private static int nearest(int color, List<Integer> palette) {
    int best = 0;
    for (int i = 1; i < palette.size(); i++) {
      if (distance(color, palette.get(i)) < distance(color, palette.get(best))) {
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    int red = (one >> 16) - (other >> 16);
    int green = (one >> 8 & 0xFF) - (other >> 8 & 0xFF);
    int blue = (one & 0xFF) - (other & 0xFF);
    return red * red + green * green + blue * blue;
  }

  private static void awaits(WebDriver driver, String what, Function<WebDriver, Boolean> condition) {
    try {
      new WebDriverWait(driver, Duration.ofSeconds(40)).until(condition::apply);
    } catch (TimeoutException late) {
      faults.add("not within 40 s: " + what + "; the page says '" + state(driver) + "'");
    }
  }

  private static void check(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }
}
