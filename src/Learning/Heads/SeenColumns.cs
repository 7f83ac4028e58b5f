using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// The n-gram columns that labelled rows have, numbered densely in the order in which they were first seen: frequent ones come first and stay close together in memory.
/// </summary>
internal sealed class SeenColumns
{
    private readonly Dictionary<int, int> _positions = [];
    private readonly List<int> _columns = [];
    private readonly List<int> _rowsWith = [];
    private readonly List<int[]> _rows = [];
    private int[] _ascending = [];

    /// <summary>Number of different columns.</summary>
    public int Count => _columns.Count;

    /// <summary>Number of rows.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Adds the next row.</summary>
    public void Add(TextFeatures features)
    {
        var columns = features.Ngrams().Columns;
        var row = new int[columns.Length];
        for (var i = 0; i < row.Length; i++)
        {
            if (!_positions.TryGetValue(columns[i], out row[i]))
            {
                row[i] = _columns.Count;
                _positions.Add(columns[i], row[i]);
                _columns.Add(columns[i]);
                _rowsWith.Add(0);
            }

            _rowsWith[row[i]]++;
        }

        _rows.Add(row);
    }

    /// <summary>Positions of a row's columns, in the order of its n-grams.</summary>
    public int[] Row(int row) => _rows[row];

    /// <summary>The column at a position.</summary>
    public int Column(int position) => _columns[position];

    /// <summary>How many rows have the column at a position.</summary>
    public int RowsWith(int position) => _rowsWith[position];

    /// <summary>All positions, by ascending column.</summary>
    public ReadOnlySpan<int> Ascending()
    {
        if (_ascending.Length != _columns.Count)
        {
            _ascending = [.. Enumerable.Range(0, _columns.Count)];
            Array.Sort(_columns.ToArray(), _ascending);
        }

        return _ascending;
    }
}
