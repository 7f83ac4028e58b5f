using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ActiveLearning.Silo.Import;

/// <summary>Reads NDJSON line by line in constant memory, whatever the length of a line.</summary>
internal static class NdjsonRows
{
    /// <summary>Longest line that is read. A text of 100,000 characters and its attributes fit, also when every character is written as an escape.</summary>
    public const int MaximumLineBytes = 4 * 1024 * 1024;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Every line that is not blank, in order. Blank lines count, but are skipped.</summary>
    public static async IAsyncEnumerable<ImportRow> ReadAsync(
        PipeReader body, ItemRowRules rules, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var row = 1;
        var skipping = false;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, read.IsCompleted, out var line))
            {
                if (skipping)
                {
                    skipping = false;
                    yield return TooLong(row);
                }
                else if (line.Length > MaximumLineBytes)
                {
                    yield return TooLong(row);
                }
                else if (Read(row, line, rules) is { } good)
                {
                    yield return good;
                }

                row++;
            }

            if (!read.IsCompleted && buffer.Length > MaximumLineBytes)
            {
                // What is read of the line so far is dropped; its end is still to be found.
                skipping = true;
                buffer = buffer.Slice(buffer.End);
            }

            body.AdvanceTo(buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                if (skipping)
                {
                    yield return TooLong(row);
                }

                yield break;
            }
        }
    }

    private static ImportRow TooLong(int row) => ImportRow.Bad(row, "", "the line is longer than 4 MiB");

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isCompleted, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isCompleted || buffer.IsEmpty)
        {
            return false;
        }

        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static ImportRow? Read(int row, in ReadOnlySequence<byte> line, ItemRowRules rules)
    {
        if (line.IsSingleSegment)
        {
            return Read(row, line.FirstSpan, rules);
        }

        var length = (int)line.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            line.CopyTo(rented);
            return Read(row, rented.AsSpan(0, length), rules);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static ImportRow? Read(int row, ReadOnlySpan<byte> line, ItemRowRules rules)
    {
        if (row == 1 && line.StartsWith(ByteOrderMark))
        {
            line = line[ByteOrderMark.Length..];
        }

        line = line.Trim(" \t\r"u8);
        return line.IsEmpty ? null : NdjsonRow.Parse(row, line, rules);
    }
}
