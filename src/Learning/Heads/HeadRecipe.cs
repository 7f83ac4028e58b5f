namespace ActiveLearning.Learning.Heads;

/// <summary>The constants of the head, each measured on short texts (docs/learning.md).</summary>
internal static class HeadRecipe
{
    /// <summary>Values of C that leave-one-out chooses between; more fits the labels more closely. The greatest needs <see cref="LabelsBeforeWideChoice"/>.</summary>
    public static readonly double[] CandidateC = [0.3, 1, 3, 10, 30];

    /// <summary>
    /// The other crossovers that leave-one-out may choose, in parts of the usual one: where texts follow templates, n-grams say all there is to learn and an embedding only blurs it; where words are
    /// many and classes finer than they, the embedding is worth trusting for longer.
    /// </summary>
    public static readonly double[] OtherCrossovers = [0.25, 3];

    /// <summary>See <see cref="HeadChoice.ContextShare"/>: LSA alone, which says more with few labels.</summary>
    public const double UsualContextShare = 0;

    /// <summary>The other share that leave-one-out may choose: both halves as they are.</summary>
    public const double EvenContextShare = 0.5;

    /// <summary>Labels from which crossover and share of contexts are chosen, and C from all candidates; with fewer, leave-one-out says as often the worse one.</summary>
    public const int LabelsBeforeWideChoice = 100;

    /// <summary>C, crossover and share of contexts are chosen again each time the labels have grown by this factor: the best values move slowly, choosing costs a fit per candidate of each.</summary>
    public const double GrowthBeforeNewC = 1.4;

    /// <summary>Added to the kernel's diagonal, so that exact duplicates leave it invertible.</summary>
    public const double Ridge = 1e-4;

    /// <summary>
    /// Labels from which the head is fitted in feature space; below, in the coordinates of the labelled rows' Gram matrix. Both have one optimum; this is where the first becomes faster.
    /// </summary>
    public const int PrimalFromLabels = 300;

    /// <summary>Labels up to which each row is judged by leave-one-out; above, by folds: leave-one-out needs the n × n kernel and n³ time.</summary>
    public const int LeaveOneOutLabels = 1_000;

    /// <summary>Folds of out-of-fold probabilities above <see cref="LeaveOneOutLabels"/>; more are closer to the head itself and cost a fit each.</summary>
    public const int Folds = 5;

    /// <summary>
    /// A fit ends when less than this is left to gain, in nats of mean log loss a label. Another draw of the same labels would change it hundreds of times more, and no
    /// learning curve shows it.
    /// </summary>
    public const double LossTolerance = 2e-5;

    /// <summary>Bias of a class that has no label: e⁻³⁰ of the likeliest class is as good as 0, and every probability stays finite.</summary>
    public const double UnseenBias = -30;

    /// <summary>The n-grams' share w of the kernel w·HHᵀ + (1−w)·EEᵀ: n / (n + crossover), and all of it without any embedding.</summary>
    public static double NgramShare(TrainingSet set, double crossoverLabels) => set.HasEmbeddings ? set.Count / (set.Count + crossoverLabels) : 1;
}
