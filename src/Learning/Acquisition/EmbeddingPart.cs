namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Which values of embeddings items are compared by. Where most embeddings were made of n-grams they have halves of two kinds (<see cref="Encoding.PoolLsa"/>), and the choice matters: clusters by what texts
/// are about spread the first labels best, likeness by contexts tells doubts apart best (docs/learning.md).
/// </summary>
internal enum EmbeddingPart
{
    /// <summary>All of them.</summary>
    Whole,

    /// <summary>The first half: LSA of texts.</summary>
    Texts,

    /// <summary>The second half: contexts of n-grams.</summary>
    Contexts,
}
