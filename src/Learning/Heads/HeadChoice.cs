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
/// <param name="ContextShare">
/// Share of the embedding's second half in the embedding's part of the kernel, from 0 to ½, which is the half as it is. Chosen only where embeddings were made of n-grams: LSA in the first half, contexts of
/// n-grams in the second (<see cref="Encoding.PoolLsa"/>).
/// </param>
public sealed record HeadChoice(double C, double CrossoverLabels, int Labels, double ContextShare = 0.5)
{
    /// <summary>The same as weights.</summary>
    internal EmbeddingHalves Halves => new(ContextShare);
}
