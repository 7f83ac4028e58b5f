using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Benchmarks.Transfers;

/// <summary>The limit of imports and exports: the same rows in and out of the same indexed tables, without parsing, comparing or answering anything.</summary>
internal interface IPlainStore : IAsyncDisposable
{
    /// <summary>Rows of one transaction.</summary>
    const int Batch = 10_000;

    /// <summary>Makes the tables and a project.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Stores rows in one transaction, from an ordinal on.</summary>
    void Insert(int first, PreparedRow[] rows);

    /// <summary>Reads a project's rows in their order, every column that an export tells.</summary>
    /// <param name="source">Where the silo keeps them.</param>
    /// <param name="first">First ordinal.</param>
    /// <param name="count">How many.</param>
    /// <returns>Rows that were there.</returns>
    int Read(string source, int first, int count);
}
