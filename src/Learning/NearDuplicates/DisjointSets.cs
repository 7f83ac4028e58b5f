namespace ActiveLearning.Learning.NearDuplicates;

/// <summary>Which numbers belong together (union-find with path halving; Tarjan and van Leeuwen, 1984): 4 bytes a number.</summary>
public sealed class DisjointSets
{
    private int[] parents = [];

    /// <summary>Whether the two belong together.</summary>
    public bool AreTogether(int a, int b) => a == b || RootOf(a) == RootOf(b);

    /// <summary>Puts the sets of the two together; the smaller root stands for both.</summary>
    /// <returns>Whether they were apart.</returns>
    public bool Join(int a, int b)
    {
        var (first, second) = (RootOf(a), RootOf(b));
        if (first == second)
        {
            return false;
        }

        parents[Math.Max(first, second)] = Math.Min(first, second);
        return true;
    }

    /// <summary>The number that stands for this one's set.</summary>
    public int RootOf(int number)
    {
        EnsureRoom(number);
        while (parents[number] != number)
        {
            parents[number] = parents[parents[number]];
            number = parents[number];
        }

        return number;
    }

    private void EnsureRoom(int number)
    {
        var known = parents.Length;
        if (number >= known)
        {
            Array.Resize(ref parents, Math.Max(number + 1, known * 2));
            for (var i = known; i < parents.Length; i++)
            {
                parents[i] = i;
            }
        }
    }
}
