namespace ActiveLearning.Learning.Consensus;

/// <summary>
/// What is known of how one annotator answers items of each true class: counts over a Dirichlet prior, so that a newcomer starts with an ordinary accuracy and
/// moves away from it as evidence comes in (Dawid and Skene, "Maximum Likelihood Estimation of Observer Error-Rates", 1979; prior as in Kim and Ghahramani, 2012).
/// </summary>
public sealed class AnnotatorConfusion
{
    /// <summary>Assumed probability that an annotator of whom nothing is known answers rightly; wrong answers are spread evenly.</summary>
    public const double DefaultAccuracy = 0.85;

    /// <summary>How many observations per true class the assumption is worth; more makes the measured skill slower to count.</summary>
    public const double DefaultStrength = 10;

    private readonly double[] _counts;

    /// <summary>Starts from the prior.</summary>
    /// <param name="classes">Classes of the project, at least 2.</param>
    /// <param name="accuracy">Assumed probability of a right answer, in (0, 1).</param>
    /// <param name="strength">Observations per true class that the assumption is worth; positive.</param>
    public AnnotatorConfusion(int classes, double accuracy = DefaultAccuracy, double strength = DefaultStrength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (accuracy is not (> 0 and < 1) || !(strength > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(accuracy), accuracy, "An accuracy of 0 or 1 could never be corrected by evidence.");
        }

        Classes = classes;
        _counts = new double[classes * classes];
        for (var actual = 0; actual < classes; actual++)
        {
            for (var answer = 0; answer < classes; answer++)
            {
                _counts[(actual * classes) + answer] = strength * (actual == answer ? accuracy : (1 - accuracy) / (classes - 1));
            }
        }
    }

    /// <summary>Classes of the project.</summary>
    public int Classes { get; }

    /// <summary>Observations that were added to the prior.</summary>
    public double Observations { get; private set; }

    /// <summary>Adds an answer to an item whose class is known.</summary>
    public void Observe(int actual, int answer, double weight = 1)
    {
        _counts[(Index(actual) * Classes) + Index(answer)] += weight;
        Observations += weight;
    }

    /// <summary>Adds an answer to an item of which only a posterior is known, in parts (the E step of Dawid and Skene).</summary>
    /// <param name="posterior">Probability per class.</param>
    /// <param name="answer">What the annotator answered.</param>
    public void Observe(ReadOnlySpan<double> posterior, int answer)
    {
        for (var actual = 0; actual < Classes; actual++)
        {
            _counts[(actual * Classes) + Index(answer)] += posterior[actual];
        }

        Observations++;
    }

    /// <summary>Estimated probability that this annotator answers <paramref name="answer"/> to an item of class <paramref name="actual"/>; never 0.</summary>
    public double Probability(int actual, int answer)
    {
        var row = _counts.AsSpan(Index(actual) * Classes, Classes);
        return row[Index(answer)] / System.Numerics.Tensors.TensorPrimitives.Sum<double>(row);
    }

    /// <summary>Estimated probability of a right answer, the classes counting alike.</summary>
    public double BalancedAccuracy => Enumerable.Range(0, Classes).Average(c => Probability(c, c));

    private int Index(int c) => c >= 0 && c < Classes ? c : throw new ArgumentOutOfRangeException(nameof(c), c, "No such class.");
}
