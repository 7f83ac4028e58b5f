namespace ActiveLearning.Learning.Coverage;

/// <summary>
/// Where a project's labelled items lie, in the order of their first labels: all that coverage asks of them. Labels grow in number for as long as people work, so this is kept small: 8 bytes
/// an item and one for each value of its embedding. Never changes; a list that continues another shares its memory. Lists are continued by one thread at a time, and read by any.
/// </summary>
public sealed class LabelledPlaces
{
    private const int PerBlock = 512;

    private readonly Block[] _blocks;

    private LabelledPlaces(Block[] blocks, int count) => (_blocks, Count) = (blocks, count);

    /// <summary>Without items.</summary>
    public static LabelledPlaces None { get; } = new([], 0);

    /// <summary>Number of labelled items.</summary>
    public int Count { get; }

    /// <summary>The item at an index, from 0 on.</summary>
    public LabelledPlace this[int index] => _blocks[index / PerBlock][index % PerBlock];

    /// <summary>The same and more at its end.</summary>
    /// <exception cref="ArgumentException">Two embeddings differ in length.</exception>
    public LabelledPlaces With(IReadOnlyCollection<LabelledPlace> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        if (more.Count == 0)
        {
            return this;
        }

        var count = Count + more.Count;
        var blocks = new Block[(count + PerBlock - 1) / PerBlock];
        _blocks.CopyTo(blocks, 0);
        var next = Count;
        if (next % PerBlock != 0 && _blocks[^1].Used != next % PerBlock)
        {
            // Another list continues this one already.
            blocks[_blocks.Length - 1] = _blocks[^1].CopyOf(next % PerBlock);
        }

        foreach (var place in more)
        {
            (blocks[next / PerBlock] ??= new Block()).Add(place);
            next++;
        }

        return new LabelledPlaces(blocks, count);
    }

    /// <summary>The same in the same order, without these and with others for some: a copy.</summary>
    /// <param name="replace">Another place for an item, itself, or null to leave it out.</param>
    public LabelledPlaces Replaced(Func<LabelledPlace, LabelledPlace?> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        var places = new List<LabelledPlace>(Count);
        for (var index = 0; index < Count; index++)
        {
            if (replace(this[index]) is { } place)
            {
                places.Add(place);
            }
        }

        return None.With(places);
    }

    private sealed class Block
    {
        private readonly int[] _ordinals = new int[PerBlock];
        private readonly float[] _scales = new float[PerBlock];
        private sbyte[] _codes = [];

        public int Used { get; private set; }

        private int Dimensions => _codes.Length / PerBlock;

        public LabelledPlace this[int at] => new(_ordinals[at], _scales[at] == 0 ? default : _codes.AsMemory(at * Dimensions, Dimensions), _scales[at]);

        public void Add(LabelledPlace place)
        {
            if (place.Scale != 0)
            {
                if (_codes.Length == 0)
                {
                    _codes = new sbyte[PerBlock * place.Codes.Length];
                }

                if (place.Codes.Length != Dimensions)
                {
                    throw new ArgumentException($"An embedding has {Dimensions} values, that of item {place.Ordinal} {place.Codes.Length}.");
                }

                place.Codes.Span.CopyTo(_codes.AsSpan(Used * Dimensions));
            }

            _ordinals[Used] = place.Ordinal;
            _scales[Used++] = place.Scale;
        }

        public Block CopyOf(int first)
        {
            var copy = new Block();
            for (var at = 0; at < first; at++)
            {
                copy.Add(this[at]);
            }

            return copy;
        }
    }
}
