namespace ActiveLearning.Learning.Heads;

/// <summary>A fitted head and what is worth knowing about the fit.</summary>
public sealed class HeadFit
{
    private readonly Lazy<(float[] Probabilities, double Loss)> _outOfFold;
    private Func<bool> _judgeNext;

    internal HeadFit(
        Head head,
        int labels,
        int steps,
        Func<(float[] Probabilities, double Loss)> outOfFold,
        Func<bool> judgeNext,
        double[]? dual,
        ulong prefix)
    {
        Head = head;
        Labels = labels;
        Steps = steps;
        _outOfFold = new Lazy<(float[] Probabilities, double Loss)>(outOfFold);
        _judgeNext = judgeNext;
        Dual = dual;
        Prefix = prefix;
    }

    /// <summary>The head itself.</summary>
    public Head Head { get; }

    /// <summary>Labelled rows that it saw.</summary>
    public int Labels { get; }

    /// <summary>The choice that was used.</summary>
    public HeadChoice Choice => Head.Choice!;

    /// <summary>The strength of the labels against the penalty that was used.</summary>
    public double C => Choice.C;

    /// <summary>Optimiser steps of the final fit; passes over the features where it was made in feature space.</summary>
    public int Steps { get; }

    /// <summary>
    /// Out-of-fold probabilities, [<see cref="Labels"/> × classes] in the order of the training set: what the head would say about each
    /// row had it not seen its label, by approximate leave-one-out for up to 1,000 labels and by five folds above. Free of the optimism of in-sample figures, but the
    /// rows are the ones that were chosen, not a random sample.
    /// </summary>
    /// <remarks>Computed when first read, which takes longer than the fit; a fit that nobody asks does not pay.</remarks>
    public float[] OutOfFold => _outOfFold.Value.Probabilities;

    /// <summary>
    /// Does a part of the work that <see cref="OutOfFold"/> needs, as long as a fit or less, so that whoever runs it can let others in between. False when all is done.
    /// </summary>
    public bool PrepareOutOfFold()
    {
        if (!_outOfFold.IsValueCreated && _judgeNext())
        {
            return true;
        }

        // What is done may go: the solver behind it holds many times the head's memory.
        _ = _outOfFold.Value;
        _judgeNext = static () => false;
        return false;
    }

    /// <summary>Class-balanced mean log loss of <see cref="OutOfFold"/> in nats.</summary>
    public double OutOfFoldLoss => _outOfFold.Value.Loss;

    /// <summary>Dual coefficients, one block of <see cref="Labels"/> per class, then an intercept per class, for warm starts; null where the fit was made in feature space.</summary>
    internal double[]? Dual { get; }

    /// <summary>Fingerprint of the rows, so that a warm start is only taken from a fit of the same beginning.</summary>
    internal ulong Prefix { get; }
}
