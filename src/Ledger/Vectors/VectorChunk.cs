namespace ActiveLearning.Ledger.Vectors;

/// <summary>Vectors of some items of one partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="EncoderVersion">What made the vectors.</param>
/// <param name="Ordinals">The items.</param>
/// <param name="Dimensions">Length of one vector.</param>
/// <param name="Values">The vectors one after another, <c>Ordinals.Length * Dimensions</c> values.</param>
public sealed record VectorChunk(int Partition, string EncoderVersion, int[] Ordinals, int Dimensions, Half[] Values);
