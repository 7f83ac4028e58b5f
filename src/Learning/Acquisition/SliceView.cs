namespace ActiveLearning.Learning.Acquisition;

/// <summary>The values of one attribute among a slice of the pool: a small number a row, and a share of the next labels for each value.</summary>
/// <param name="OfRow">Position of each row's value in <paramref name="NextShare"/>; rows without the attribute, or with a value beyond the largest ones, share the last position. Rows beyond its end do, too.</param>
/// <param name="NextShare">Share of the next labels that each value should get, see <see cref="SliceNeed"/>; 0 or more.</param>
public sealed record SliceView(ushort[] OfRow, float[] NextShare)
{
    /// <summary>The position of a row's value.</summary>
    public int Of(int row) => row < OfRow.Length ? OfRow[row] : NextShare.Length - 1;
}
