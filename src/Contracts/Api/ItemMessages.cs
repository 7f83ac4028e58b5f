namespace ActiveLearning.Contracts.Api;

/// <summary>Answer of an import.</summary>
/// <param name="Accepted">Rows stored.</param>
/// <param name="Duplicates">Rows that were there already.</param>
/// <param name="Rejected">Rows refused.</param>
/// <param name="Errors">The first 1,000 refusals.</param>
/// <param name="ErrorsTruncated">Whether there were more.</param>
public sealed record ImportReport(int Accepted, int Duplicates, int Rejected, IReadOnlyList<ImportError> Errors, bool ErrorsTruncated);

/// <summary>One refused row.</summary>
/// <param name="Row">Line of an NDJSON body, or record of a CSV after its header, from 1.</param>
/// <param name="Field">The field at fault; empty when the row as a whole can't be read.</param>
/// <param name="Reason">What is wrong with it, without quoting the text.</param>
public sealed record ImportError(int Row, string Field, string Reason);
