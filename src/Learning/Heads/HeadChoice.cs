namespace ActiveLearning.Learning.Heads;

/// <summary>
/// What leave-one-out chose for a head, which later fits keep until the labels have grown enough for another choice. It travels in the head's graph, so that a restart does not choose anew.
/// </summary>
/// <param name="C">The strength of the labels against the penalty.</param>
/// <param name="CrossoverLabels">
/// Number of labels at which n-grams and embedding have equal parts in the kernel. With few labels the embedding knows more, with many the n-grams do; the greater it is, the longer the
/// embedding is trusted.
/// </param>
/// <param name="Labels">Labels that there were when it was chosen.</param>
public sealed record HeadChoice(double C, double CrossoverLabels, int Labels);
