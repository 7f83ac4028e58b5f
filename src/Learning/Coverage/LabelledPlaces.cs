namespace ActiveLearning.Learning.Coverage;

/// <summary>
/// Where a project's labelled items lie, in the order of their first labels: all that coverage asks of them. Labels grow in number for as long as people work, so this is kept small: 16 bytes
/// an item beside its vector. Never changes; a list that continues another shares its memory. Lists are continued by one thread at a time, and read by any.
/// </summary>
public sealed class LabelledPlaces
{
    private const int PerBlock = 4_096;

    private readonly Block[] _blocks;

    private LabelledPlaces(Block[] blocks, int count) => (_blocks, Count) = (blocks, count);

    /// <summary>Without items.</summary>
    public static LabelledPlaces None { get; } = new([], 0);

    /// <summary>Number of labelled items.</summary>
    public int Count { get; }

    /// <summary>The item at an index, from 0 on.</summary>
    public LabelledPlace this[int index] => _blocks[index / PerBlock].Places[index % PerBlock];

    /// <summary>The same and more at its end.</summary>
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
        public LabelledPlace[] Places { get; } = new LabelledPlace[PerBlock];

        public int Used { get; private set; }

        public void Add(LabelledPlace place) => Places[Used++] = place;

        public Block CopyOf(int first)
        {
            var copy = new Block { Used = first };
            Places.AsSpan(0, first).CopyTo(copy.Places);
            return copy;
        }
    }
}
