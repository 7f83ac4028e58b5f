namespace ActiveLearning.Ledger.Sql;

/// <summary>How much a writer takes at once and how much may wait for it.</summary>
/// <param name="MaximumBatch">Most label operations of one commit.</param>
/// <param name="Labels">Label operations that may wait.</param>
/// <param name="Bulk">Imports, vectors and model rows that may wait.</param>
/// <param name="BulkTogether">Most of those that one commit may hold, all of one scope, while nobody labels.</param>
internal readonly record struct WriteQueues(int MaximumBatch, int Labels, int Bulk, int BulkTogether);
