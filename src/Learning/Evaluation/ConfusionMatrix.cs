namespace ActiveLearning.Learning.Evaluation;

/// <summary>How often items of each class were predicted to be of each class, and the figures that follow. Weights make it an estimate for another mix of items.</summary>
public sealed class ConfusionMatrix
{
    private readonly double[] _weights;

    /// <summary>Starts empty.</summary>
    /// <param name="classes">Classes of the project, at least 2.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Classes = classes;
        _weights = new double[classes * classes];
    }

    /// <summary>Classes of the project.</summary>
    public int Classes { get; }

    /// <summary>Sum of all weights.</summary>
    public double Total { get; private set; }

    /// <summary>Weight of items of class <paramref name="actual"/> that were predicted to be <paramref name="predicted"/>.</summary>
    public double this[int actual, int predicted] => _weights[(actual * Classes) + predicted];

    /// <summary>Adds an item.</summary>
    public void Add(int actual, int predicted, double weight = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)Classes, nameof(actual));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        _weights[(actual * Classes) + predicted] += weight;
        Total += weight;
    }

    /// <summary>Share of items that were predicted rightly, 0 to 1; 0 when there is none.</summary>
    public double Accuracy => Total == 0 ? 0 : Enumerable.Range(0, Classes).Sum(c => this[c, c]) / Total;

    /// <summary>
    /// Mean F1 of the classes that occur, actual or predicted; 0 when there is none. A class that is neither is left out: it has no F1, and 0 would punish a
    /// test set for not holding it.
    /// </summary>
    public double MacroF1
    {
        get
        {
            var occurring = Enumerable.Range(0, Classes).Where(c => Support(c) + PredictedWeight(c) > 0).ToArray();
            return occurring.Length == 0 ? 0 : occurring.Average(F1);
        }
    }

    /// <summary>Weight of items that are of the class.</summary>
    public double Support(int c) => Enumerable.Range(0, Classes).Sum(predicted => this[c, predicted]);

    /// <summary>Weight of items that were predicted to be of the class.</summary>
    public double PredictedWeight(int c) => Enumerable.Range(0, Classes).Sum(actual => this[actual, c]);

    /// <summary>Of the items predicted to be of the class, the share that is; 0 when none was.</summary>
    public double Precision(int c) => Ratio(this[c, c], PredictedWeight(c));

    /// <summary>Of the items of the class, the share predicted to be; 0 when there is none.</summary>
    public double Recall(int c) => Ratio(this[c, c], Support(c));

    /// <summary>Harmonic mean of precision and recall, 0 to 1.</summary>
    public double F1(int c) => Ratio(2 * this[c, c], Support(c) + PredictedWeight(c));

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
