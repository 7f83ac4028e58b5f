namespace ActiveLearning.Benchmarks.Ledgers;

/// <summary>
/// The limit of a ledger: one thread that changes and inserts the very rows that grants and labels leave behind, a full batch a commit, to the same disk, without reading,
/// checking or answering anything.
/// </summary>
internal interface ILoneWriter
{
    /// <summary>Operations of one commit: what the ledger takes at most.</summary>
    const int Batch = 512;

    /// <summary>Grants and labels items that nobody has touched, from an ordinal on.</summary>
    /// <returns>Pairs a second.</returns>
    double Run(int project, int first, int pairs);
}
