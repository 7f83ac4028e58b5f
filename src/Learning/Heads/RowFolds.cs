namespace ActiveLearning.Learning.Heads;

/// <summary>
/// Splits rows into folds of equal size in which the classes have equal shares: the rows of each class are dealt out in turn. A row that is added changes no other row's fold.
/// </summary>
internal sealed class RowFolds
{
    private readonly int[] _foldOf;

    /// <summary>Deals the rows out.</summary>
    /// <param name="labels">Class per row.</param>
    /// <param name="folds">Number of folds, at least 2.</param>
    public RowFolds(ReadOnlySpan<int> labels, int folds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var dealt = new Dictionary<int, int>();
        _foldOf = new int[labels.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            // Each class begins at another fold, so that many classes with few rows do not all fill the first.
            var turn = dealt.GetValueOrDefault(labels[row], labels[row]);
            _foldOf[row] = turn % folds;
            dealt[labels[row]] = turn + 1;
        }
    }

    /// <summary>The fold's rows, ascending.</summary>
    public int[] Held(int fold) => [.. Enumerable.Range(0, _foldOf.Length).Where(row => _foldOf[row] == fold)];

    /// <summary>All other rows, ascending.</summary>
    public int[] Kept(int fold) => [.. Enumerable.Range(0, _foldOf.Length).Where(row => _foldOf[row] != fold)];
}
