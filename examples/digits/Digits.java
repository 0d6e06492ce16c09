import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Trains a neural network with one or two hidden layers on handwritten digits, by minibatch
 * stochastic gradient descent with momentum, and prints its validation accuracy after each epoch:
 *
 * <pre>java Digits.java --learning-rate 0.1 --hidden-units 64</pre>
 *
 * <p>It needs nothing but the JDK. The same arguments give the same numbers.
 */
public final class Digits {
  private static final int PIXELS = 64;
  private static final int CLASSES = 10;

  /** An image, its pixels from 0 to 1, and the digit that it shows. */
  private record Image(float[] pixels, int digit) {}

  /** How well the network does on a set of images: the share it gets right, the mean loss. */
  private record Score(double accuracy, double loss) {}

  private Digits() {}

  /** Trains one network; the settings are those of {@link Settings}. */
  public static void main(String[] args) throws IOException {
    Settings settings = Settings.parse(args);
    List<Image> images = read(Path.of("digits.csv"));
    // The same split whatever the seed, so that all trials are judged on the same images.
    Collections.shuffle(images, new Random(0));
    int split = images.size() * 3 / 4;
    List<Image> training = new ArrayList<>(images.subList(0, split));
    List<Image> validation = images.subList(split, images.size());

    Random random = new Random(settings.seed);
    Network network = new Network(settings, random);
    for (int epoch = 1; epoch <= settings.epochs; epoch++) {
      Collections.shuffle(training, random);
      for (int from = 0; from < training.size(); from += settings.batchSize) {
        int to = Math.min(from + settings.batchSize, training.size());
        network.learn(training.subList(from, to));
      }
      Score score = network.score(validation);
      System.out.printf("epoch=%d accuracy=%s loss=%s%n", epoch, score.accuracy, score.loss);
      System.out.flush();
    }
  }

  private static List<Image> read(Path file) throws IOException {
    List<Image> images = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split(",");
      float[] pixels = new float[PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        pixels[i] = Float.parseFloat(fields[i]) / 16;
      }
      images.add(new Image(pixels, Integer.parseInt(fields[PIXELS])));
    }
    return images;
  }

  /** What can be tuned. */
  private record Settings(
      int hiddenUnits,
      int hiddenLayers,
      double learningRate,
      double momentum,
      int batchSize,
      int epochs,
      long seed) {

    static Settings parse(String[] args) {
      Map<String, String> given = new HashMap<>();
      given.put("--hidden-units", "64");
      given.put("--hidden-layers", "1");
      given.put("--learning-rate", "0.1");
      given.put("--momentum", "0.9");
      given.put("--batch-size", "32");
      given.put("--epochs", "30");
      given.put("--seed", "1");
      for (int i = 0; i < args.length; i += 2) {
        if (!given.containsKey(args[i]) || i + 1 == args.length) {
          throw new IllegalArgumentException(
              "Expected pairs of a setting and its value, of " + given.keySet() + ": " + args[i]);
        }
        given.put(args[i], args[i + 1]);
      }
      return new Settings(
          Integer.parseInt(given.get("--hidden-units")),
          Integer.parseInt(given.get("--hidden-layers")),
          Double.parseDouble(given.get("--learning-rate")),
          Double.parseDouble(given.get("--momentum")),
          Integer.parseInt(given.get("--batch-size")),
          Integer.parseInt(given.get("--epochs")),
          Long.parseLong(given.get("--seed")));
    }
  }

  /** Fully connected layers: rectified linear units, a softmax at the end, cross-entropy loss. */
  private static final class Network {
    private final List<Layer> layers = new ArrayList<>();
    private final Settings settings;

    Network(Settings settings, Random random) {
      this.settings = settings;
      int inputs = PIXELS;
      for (int i = 0; i < settings.hiddenLayers; i++) {
        layers.add(new Layer(inputs, settings.hiddenUnits, true, random));
        inputs = settings.hiddenUnits;
      }
      layers.add(new Layer(inputs, CLASSES, false, random));
    }

    /** One step down the gradient of the batch's mean loss. */
    void learn(List<Image> batch) {
      for (Image image : batch) {
        float[] gradient = probabilities(image);
        gradient[image.digit] -= 1;
        for (int i = layers.size() - 1; i >= 0; i--) {
          gradient = layers.get(i).backward(gradient, i > 0);
        }
      }
      float rate = (float) settings.learningRate;
      for (Layer layer : layers) {
        layer.step(batch.size(), rate, (float) settings.momentum);
      }
    }

    Score score(List<Image> images) {
      int right = 0;
      double loss = 0;
      for (Image image : images) {
        float[] probabilities = probabilities(image);
        int best = 0;
        for (int i = 1; i < CLASSES; i++) {
          best = probabilities[i] > probabilities[best] ? i : best;
        }
        right += best == image.digit ? 1 : 0;
        loss -= Math.log(Math.max(probabilities[image.digit], 1e-12));
      }
      return new Score((double) right / images.size(), loss / images.size());
    }

    private float[] probabilities(Image image) {
      float[] values = image.pixels;
      for (Layer layer : layers) {
        values = layer.forward(values);
      }
      float max = Float.NEGATIVE_INFINITY;
      for (float value : values) {
        max = Math.max(max, value);
      }
      float sum = 0;
      float[] probabilities = new float[CLASSES];
      for (int i = 0; i < CLASSES; i++) {
        probabilities[i] = (float) Math.exp(values[i] - max);
        sum += probabilities[i];
      }
      for (int i = 0; i < CLASSES; i++) {
        probabilities[i] /= sum;
      }
      return probabilities;
    }
  }

  /** One layer: weights and biases, their gradients over a batch, and their velocities. */
  private static final class Layer {
    private final int inputs;
    private final int outputs;
    private final boolean rectified;

    /** The weights of each output in turn, its bias behind them. */
    private final float[] weights;

    private final float[] gradients;
    private final float[] velocities;
    private final float[] values;
    private float[] input = new float[0];

    Layer(int inputs, int outputs, boolean rectified, Random random) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.rectified = rectified;
      this.weights = new float[outputs * (inputs + 1)];
      this.gradients = new float[weights.length];
      this.velocities = new float[weights.length];
      this.values = new float[outputs];
      double scale = Math.sqrt(2.0 / inputs);
      for (int o = 0; o < outputs; o++) {
        for (int i = 0; i < inputs; i++) {
          weights[o * (inputs + 1) + i] = (float) (random.nextGaussian() * scale);
        }
      }
    }

    float[] forward(float[] input) {
      this.input = input;
      for (int o = 0; o < outputs; o++) {
        int row = o * (inputs + 1);
        float sum = weights[row + inputs];
        for (int i = 0; i < inputs; i++) {
          sum += weights[row + i] * input[i];
        }
        values[o] = rectified && sum < 0 ? 0 : sum;
      }
      return values;
    }

    /** Adds to the gradients; returns the loss's gradient by the input where that is wanted. */
    float[] backward(float[] gradient, boolean wanted) {
      float[] back = new float[wanted ? inputs : 0];
      for (int o = 0; o < outputs; o++) {
        float g = rectified && values[o] == 0 ? 0 : gradient[o];
        if (g == 0) {
          continue;
        }
        int row = o * (inputs + 1);
        for (int i = 0; i < inputs; i++) {
          gradients[row + i] += g * input[i];
        }
        for (int i = 0; i < back.length; i++) {
          back[i] += g * weights[row + i];
        }
        gradients[row + inputs] += g;
      }
      return back;
    }

    /** Moves the weights by the batch's mean gradient and forgets it. */
    void step(int batch, float rate, float momentum) {
      for (int i = 0; i < weights.length; i++) {
        velocities[i] = momentum * velocities[i] - rate * gradients[i] / batch;
        weights[i] += velocities[i];
      }
      Arrays.fill(gradients, 0);
    }
  }
}
