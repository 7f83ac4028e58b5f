namespace ActiveLearning.Ledger.Postgres;

/// <summary>First numbers of the advisory locks that writers take until they commit; the second is the project's key.</summary>
internal static class Locks
{
    /// <summary>Which items and groups a project has. Label batches share it.</summary>
    public const int Shape = 1;

    /// <summary>A project's counters, its label numbers among them. The last lock of a transaction.</summary>
    public const int Counters = 2;

    /// <summary>A project's model versions and vectors.</summary>
    public const int Models = 3;
}
