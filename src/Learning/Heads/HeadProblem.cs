namespace ActiveLearning.Learning.Heads;

/// <summary>What is to be fitted: the rows, the classes that have a label (a class without one has no weight to learn), and the kernel's mixture.</summary>
internal sealed class HeadProblem
{
    private readonly double _lossTolerance;

    /// <summary>Reads the problem off a training set.</summary>
    /// <param name="set">The labelled rows.</param>
    /// <param name="mixture">Crossover and shares of the kernel; its C is not looked at.</param>
    /// <param name="lossTolerance">What may be left to gain when a fit ends, in nats of mean log loss a label.</param>
    public HeadProblem(TrainingSet set, HeadChoice mixture, double lossTolerance = HeadRecipe.LossTolerance)
    {
        _lossTolerance = lossTolerance;
        Set = set;
        Classes = [.. Enumerable.Range(0, set.Classes).Where(c => set.ClassWeights[c] > 0)];
        Labels = [.. Enumerable.Range(0, set.Count).Select(row => Array.IndexOf(Classes, set.Label(row)))];
        Weights = [.. Enumerable.Range(0, set.Count).Select(set.Weight)];
        NgramShare = HeadRecipe.NgramShare(set, mixture.CrossoverLabels);
        Halves = mixture.Halves;
    }

    /// <summary>The labelled rows.</summary>
    public TrainingSet Set { get; }

    /// <summary>Classes of the project that have a label, ascending.</summary>
    public int[] Classes { get; }

    /// <summary>Position of each row's class in <see cref="Classes"/>.</summary>
    public int[] Labels { get; }

    /// <summary>Weight of each row.</summary>
    public double[] Weights { get; }

    /// <summary>w.</summary>
    public double NgramShare { get; }

    /// <summary>How the halves of an embedding count.</summary>
    public EmbeddingHalves Halves { get; }

    /// <summary>What may be left to gain in the objective C·Σ sᵢ·nllᵢ + ½‖W‖² when a fit ends.</summary>
    public double Tolerance(double c) => _lossTolerance * c * Labels.Length;
}
