namespace ActiveLearning.Ledger.Vectors;

/// <summary>One fit of the LSA that takes the encoder's place for a project's texts that the encoder can't read.</summary>
/// <param name="Number">Counts the project's fits, from 1.</param>
/// <param name="EncoderVersion">The encoder whose place it takes, and how it was made.</param>
/// <param name="Texts">Texts of the pool that the encoder could not read when it was fitted.</param>
public sealed record PoolLsaRow(int Number, string EncoderVersion, int Texts);
