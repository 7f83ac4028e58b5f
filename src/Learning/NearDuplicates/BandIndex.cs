namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>
/// Which items have which band hash: chains in flat arrays, 100 to 150 bytes an item, whatever its text. A bucket holds at most <see cref="MostInBucket"/> items, so
/// that no text takes long to look up.
/// </summary>
public sealed class BandIndex
{
    /// <summary>
    /// Items of one bucket; later ones of that band hash are compared with these, but are not entered. Only a family of more different normal forms with the same numbers and
    /// negations can reach it.
    /// </summary>
    public const int MostInBucket = 32;

    private int[] heads = NewHeads(1_024);
    private Entry[] entries = new Entry[1_024];
    private int used;

    /// <summary>Items entered, counted once for each band.</summary>
    public int Count => used;

    /// <summary>Enters an item and tells the items that share a band with it, in no order, perhaps repeated.</summary>
    public void Add(int item, ReadOnlySpan<ulong> bands, ICollection<int> sharing)
    {
        ArgumentNullException.ThrowIfNull(sharing);
        foreach (var band in bands)
        {
            var inBucket = 0;
            for (var e = heads[Slot(band)]; e >= 0; e = entries[e].Next)
            {
                if (entries[e].Tag == (uint)band)
                {
                    sharing.Add(entries[e].Item);
                    inBucket++;
                }
            }

            if (inBucket < MostInBucket)
            {
                Enter(item, band);
            }
        }
    }

    private void Enter(int item, ulong band)
    {
        if (used == entries.Length)
        {
            Grow();
        }

        ref var head = ref heads[Slot(band)];
        entries[used] = new Entry { Tag = (uint)band, Slot = (uint)(band >> 32), Item = item, Next = head };
        head = used++;
    }

    private void Grow()
    {
        Array.Resize(ref entries, entries.Length * 2);
        heads = NewHeads(heads.Length * 2);
        for (var e = 0; e < used; e++)
        {
            ref var head = ref heads[entries[e].Slot & (uint)(heads.Length - 1)];
            entries[e].Next = head;
            head = e;
        }
    }

    private int Slot(ulong band) => (int)((uint)(band >> 32) & (uint)(heads.Length - 1));

    private static int[] NewHeads(int length)
    {
        var heads = new int[length];
        Array.Fill(heads, -1);
        return heads;
    }

    private struct Entry
    {
        public uint Tag;
        public uint Slot;
        public int Item;
        public int Next;
    }
}
