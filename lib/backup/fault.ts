/** A backup or a restore was refused: a sentence that says what to do. Nothing was changed. */
export class BackupFault extends Error {
  override readonly name = 'BackupFault'
}
