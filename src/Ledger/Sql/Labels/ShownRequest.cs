using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Notes that a leased item was on its annotator's screen.</summary>
/// <param name="ProjectKey">The project.</param>
/// <param name="LeaseId">The lease.</param>
internal sealed record ShownRequest(int ProjectKey, LeaseId LeaseId);
