namespace ActiveLearning.Ledger.Verification;

/// <summary>Collects what breaks each promise while the ledger is read through once.</summary>
internal sealed class Findings
{
    private const int MostDetails = 5;

    private readonly Dictionary<Promise, Count> counts = Promises.All.ToDictionary(promise => promise, _ => new Count());

    /// <summary>Notes whether a row keeps the promise.</summary>
    public void Expect(bool holds, Promise promise, Func<string> detail)
    {
        var count = counts[promise];
        count.Looked++;
        if (holds)
        {
            return;
        }

        count.Broken++;
        if (count.Details.Count < MostDetails)
        {
            count.Details.Add(detail());
        }
    }

    /// <summary>All promises, also those that nothing breaks.</summary>
    public IReadOnlyList<InvariantCheck> ToChecks() =>
    [
        .. from promise in Promises.All
           let count = counts[promise]
           let detail = count.Broken == 0 ? "" : $"{string.Join("; ", count.Details)} ({count.Broken} in all)"
           select new InvariantCheck(promise.Name, count.Broken == 0, detail, promise.Meaning, count.Looked),
    ];

    private sealed class Count
    {
        public long Looked { get; set; }

        public long Broken { get; set; }

        public List<string> Details { get; } = [];
    }
}
